import { idOrSlug, pageQuery, repeatable } from '@ems/chassis/http';
import { type ConflictRule, conflictRule, type Severity, severity } from '@ems/contracts';
import { z } from 'zod';

/** How serious each is where a team does not say. */
const defaultSeverities = {
  'speaker-unavailable': 'block-release',
  'speaker-buffer': 'warn',
  'room-too-small': 'warn',
  'outside-room-hours': 'block-release',
  'outside-event': 'block-release',
  'slot-too-short': 'warn',
  'slot-too-long': 'warn',
  'unconfirmed-scheduled': 'warn',
  'confirmed-unscheduled': 'warn',
  'released-but-gone': 'warn',
} as const satisfies Record<ConflictRule, Severity>;

/** What only a release can mend cannot be in the way of one. */
const mendedByRelease = z.enum(['warn', 'ignore']);

const severityOf = (rule: ConflictRule) => severity.default(defaultSeverities[rule]);

/** PUT replaces all: what the body does not name goes back to its default. */
export const settingsBody = z.strictObject({
  severities: z
    .strictObject({
      'speaker-unavailable': severityOf('speaker-unavailable'),
      'speaker-buffer': severityOf('speaker-buffer'),
      'room-too-small': severityOf('room-too-small'),
      'outside-room-hours': severityOf('outside-room-hours'),
      'outside-event': severityOf('outside-event'),
      'slot-too-short': severityOf('slot-too-short'),
      'slot-too-long': severityOf('slot-too-long'),
      'unconfirmed-scheduled': severityOf('unconfirmed-scheduled'),
      'confirmed-unscheduled': severityOf('confirmed-unscheduled'),
      'released-but-gone': mendedByRelease
        .default(defaultSeverities['released-but-gone'])
        .describe('At most `warn`: what only a release can mend'),
    } satisfies Record<ConflictRule, unknown>)
    .prefault({})
    .describe('How serious each conflict is'),
  speakerBufferMinutes: z
    .int()
    .min(0)
    .max(1_440)
    .default(10)
    .describe('Time that a speaker needs from one room to another'),
});
export type SettingsBody = z.infer<typeof settingsBody>;

export const settingsQuery = z.strictObject({ eventId: idOrSlug.describe('Id or slug of the event') });

const severityByRule = Object.fromEntries(conflictRule.options.map(rule => [rule, severity])) as Record<
  ConflictRule,
  typeof severity
>;

/** How serious each conflict is to one event's team. */
export const settingsView = z
  .object({
    eventId: z.uuid().describe('Of the event'),
    severities: z.object(severityByRule).describe('How serious each conflict is'),
    speakerBufferMinutes: z.int().describe('Time that a speaker needs from one room to another'),
    version: z.int().describe('Counts its changes; its ETag begins with it'),
  })
  .meta({ id: 'ConflictRules' });

export const conflictsQuery = z.strictObject({
  ...pageQuery,
  eventId: idOrSlug.describe('Id or slug of the event'),
  rule: repeatable(conflictRule).optional().describe('By any of these rules'),
  severity: repeatable(severity).optional().describe('Of any of these severities'),
});
