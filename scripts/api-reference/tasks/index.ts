import type { Task } from '../step.ts';
import { account } from './account.ts';
import { administration } from './administration.ts';
import { afterTheEvent } from './after-the-event.ts';
import { atTheDoor } from './at-the-door.ts';
import { callForProposals } from './call-for-proposals.ts';
import { exportData } from './export.ts';
import { notifications } from './notifications.ts';
import { planEvent } from './plan-event.ts';
import { publish } from './publish.ts';
import { register } from './register.ts';
import { review } from './review.ts';
import { schedule } from './schedule.ts';
import { signIn } from './sign-in.ts';
import { inviteSpeakers } from './speakers.ts';

/** The page from top to bottom: what each call needs, one before it has made. */
export const tasks: Task[] = [
  signIn,
  planEvent,
  inviteSpeakers,
  callForProposals,
  review,
  schedule,
  publish,
  register,
  notifications,
  atTheDoor,
  exportData,
  account,
  afterTheEvent,
  administration,
];
