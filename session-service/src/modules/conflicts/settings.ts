import { z } from 'zod';
import type { Db, Tx } from '../../shared/database';

/**
 * From serious to not at all. `block`: what would make it is refused, as far as this service does it; and as the next.
 * `block-release`: no schedule is released while it stands. `warn`: it is listed. `ignore`: it is not.
 */
export const severities = ['block', 'block-release', 'warn', 'ignore'] as const;
export type Severity = (typeof severities)[number];

/** What may be wrong with a programme that the database lets be, and how serious it is where a team does not say. */
export const defaultSeverities = {
  'speaker-unavailable': 'block-release',
  'speaker-buffer': 'warn',
  'room-too-small': 'warn',
  'outside-room-hours': 'block-release',
  'outside-event': 'block-release',
  'unconfirmed-scheduled': 'warn',
  'confirmed-unscheduled': 'warn',
} as const satisfies Record<string, Severity>;
export type Rule = keyof typeof defaultSeverities;
export const rules = Object.keys(defaultSeverities) as Rule[];

const severityOf = (rule: Rule) => z.enum(severities).default(defaultSeverities[rule]);

/** PUT replaces all: what the body does not name goes back to its default. */
export const settingsBody = z.strictObject({
  severities: z
    .strictObject({
      'speaker-unavailable': severityOf('speaker-unavailable'),
      'speaker-buffer': severityOf('speaker-buffer'),
      'room-too-small': severityOf('room-too-small'),
      'outside-room-hours': severityOf('outside-room-hours'),
      'outside-event': severityOf('outside-event'),
      'unconfirmed-scheduled': severityOf('unconfirmed-scheduled'),
      'confirmed-unscheduled': severityOf('confirmed-unscheduled'),
    } satisfies Record<Rule, unknown>)
    .prefault({}),
  /** Time that a speaker needs from one room to another. */
  speakerBufferMinutes: z.int().min(0).max(1_440).default(10),
});

/** How serious each conflict is to one event's team. */
export const settingsView = z
  .object({
    eventId: z.uuid(),
    severities: z.record(z.enum(rules), z.enum(severities)),
    speakerBufferMinutes: z.int(),
    version: z.int(),
  })
  .meta({ id: 'ConflictRules' });

export type Settings = z.infer<typeof settingsBody> & { eventId: string; version: number };

/** Version 0 stands for what nobody has set yet. */
export async function settingsOf(db: Db | Tx, eventId: string): Promise<Settings> {
  const found = await db.conflictSettings.findUnique({ where: { eventId } });
  const { severities: set, speakerBufferMinutes } = found ?? {};
  return { ...settingsBody.parse({ severities: set, speakerBufferMinutes }), eventId, version: found?.version ?? 0 };
}
