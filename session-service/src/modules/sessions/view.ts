import type { Caller } from '@ems/chassis/auth';
import type { SessionState } from '@ems/contracts';
import type { SessionHistory } from '../../generated/prisma/client';
import { allowedActions } from './access';
import type { SessionRow } from './queries';

/** A session as this caller sees it. */
export const toSessionView = (session: SessionRow, caller: Caller | null) => ({
  ...session,
  slots: session.slots.map(slot => ({
    ...slot,
    startsAt: slot.startsAt.toISOString(),
    endsAt: slot.endsAt.toISOString(),
  })),
  createdAt: session.createdAt.toISOString(),
  updatedAt: session.updatedAt.toISOString(),
  ...(caller && { allowedActions: allowedActions(session, caller) }),
});

/** A session as messages carry it. */
export const toSessionState = (session: SessionRow): SessionState => ({
  id: session.id,
  eventId: session.eventId,
  title: session.title,
  state: session.state,
  speakerIds: session.speakers.map(({ speakerId }) => speakerId),
});

export const toHistoryView = (step: SessionHistory) => ({
  ...step,
  at: step.at.toISOString(),
  from: step.fromState,
  to: step.toState,
});
