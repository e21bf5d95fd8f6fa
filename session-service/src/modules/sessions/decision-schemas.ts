import { instantOut, pageOf } from '@ems/chassis/http';
import { sessionStatus } from '@ems/contracts';
import { z } from 'zod';
import { isoDates } from '../../shared/iso-dates';
import type { DecisionRow } from './decisions';

const decisionStatus = sessionStatus.extract(['accepted', 'waitlisted', 'rejected']).meta({
  id: 'DecisionStatus',
  description: 'What a committee decides on a proposal',
});

const heldDecision = z
  .object({
    sessionId: z.uuid().describe('Of the session'),
    title: z.string().describe('Of the session'),
    submitterId: z.uuid().describe('Who proposed it'),
    status: decisionStatus,
    announcedStatus: sessionStatus.describe('What those who proposed it know'),
    message: z.string().nullable().describe('What is mailed with it'),
    note: z.string().nullable().describe('What is said among the team'),
    decidedAt: instantOut.describe('When it was decided'),
    decidedBy: z.uuid().describe('Who decided it'),
  })
  .meta({ id: 'HeldDecision' });

const count = z.int().describe('How many decisions are held to this effect');

/** Decisions that are not announced, in the order of their sessions' creation. */
export const decisionsView = pageOf(heldDecision)
  .extend({
    counts: z
      .object({ accepted: count, waitlisted: count, rejected: count })
      .meta({ id: 'DecisionCounts' })
      .describe('Of all that are held'),
  })
  .meta({ id: 'HeldDecisionList' });

export const announcement = z
  .object({
    announced: z.int().describe('How many were announced by this request'),
    remaining: z.int().describe('How many of the event are still held'),
    notHeld: z
      .array(z.uuid())
      .describe('Sessions that were named, and of which nothing is held: decided or announced before'),
  })
  .meta({ id: 'DecisionsAnnounced' });

export const toDecisionView = ({ id, ...row }: DecisionRow): z.infer<typeof heldDecision> => ({
  ...isoDates(row),
  sessionId: id,
});
