import { z } from 'zod';
import { sessionStatus } from './enums';

/**
 * From serious to not at all. `block`: what would make it is refused, as far as session-service does it; and as the next.
 * `block-release`: no schedule is released while it stands. `warn`: it is listed. `ignore`: it is not.
 */
export const severity = z
  .enum(['block', 'block-release', 'warn', 'ignore'])
  .meta({ id: 'Severity', description: 'How serious a conflict is' });

export type Severity = z.infer<typeof severity>;

/** What may be wrong with a schedule that the database accepts. */
export const conflictRule = z
  .enum([
    'speaker-unavailable',
    'speaker-buffer',
    'room-too-small',
    'outside-room-hours',
    'outside-event',
    'slot-too-short',
    'slot-too-long',
    'unconfirmed-scheduled',
    'confirmed-unscheduled',
    'released-but-gone',
  ])
  .meta({ id: 'ConflictRule', description: 'What may be wrong with a schedule' });

export type ConflictRule = z.infer<typeof conflictRule>;

const slotParty = z
  .object({
    type: z.literal('slot').describe('What it is'),
    id: z.uuid().describe('Of the slot'),
    number: z.int().describe('Of the slot'),
    sessionId: z.uuid().describe('Of its session'),
    title: z.string().describe('Of its session'),
    roomId: z.uuid().describe('Where'),
    startsAt: z.iso.datetime().describe('When it begins'),
    endsAt: z.iso.datetime().describe('When it ends'),
  })
  .meta({ id: 'SlotParty' });
const sessionParty = z
  .object({
    type: z.literal('session').describe('What it is'),
    id: z.uuid().describe('Of the session'),
    title: z.string().describe('What it is called'),
    status: sessionStatus.describe('How far it has come'),
    durationMinutes: z.int().describe('How long it takes'),
    expectedAudience: z.int().nullable().describe('How many people the room should hold'),
  })
  .meta({ id: 'SessionParty' });
const roomParty = z
  .object({
    type: z.literal('room').describe('What it is'),
    id: z.uuid().describe('Of the room'),
    name: z.string().describe('What it is called'),
    capacity: z.int().nullable().describe('How many people it holds'),
  })
  .meta({ id: 'RoomParty' });
const speakerParty = z
  .object({ type: z.literal('speaker').describe('What it is'), id: z.uuid().describe('Of the speaker') })
  .meta({ id: 'SpeakerParty' });
export const conflictParty = z.discriminatedUnion('type', [slotParty, sessionParty, roomParty, speakerParty]);
export type ConflictParty = z.infer<typeof conflictParty>;

/** What is wrong with a schedule: which rule, how serious, who is part of it and since when. */
export const conflict = z
  .object({
    id: z.string().describe('The same as long as the conflict is'),
    eventId: z.uuid().describe('Of the event'),
    rule: conflictRule.describe('What is wrong'),
    severity: severity.describe('How serious that is'),
    parties: z.array(conflictParty).describe('Who and what is part of it'),
    since: z.iso.datetime().describe('When it came about'),
  })
  .meta({ id: 'Conflict' });
export type Conflict = z.infer<typeof conflict>;
