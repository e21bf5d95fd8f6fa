import { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { type Finding, rulesAsSql } from './rules';
import { type Rule, rules, type Settings, type Severity, settingsOf } from './settings';

export interface Conflict extends Finding {
  /** Stays as long as the conflict does. */
  id: string;
  severity: Severity;
}

export interface Wanted {
  rule?: Rule | undefined;
  severity?: readonly Severity[];
  /** Only conflicts in which one of these slots is. */
  slotIds?: readonly string[];
}

/** What stands in conflict in an event's programme as the database holds it now, in the order of ids. */
export async function findConflicts(db: Db | Tx, eventId: string, wanted: Wanted = {}): Promise<Conflict[]> {
  const settings = await settingsOf(db, eventId);
  const asked = rules.filter(rule => isAsked(settings, rule, wanted));
  if (asked.length === 0) return [];
  const queries = rulesAsSql(settings);
  const parts = asked.map(rule => Prisma.sql`SELECT ${rule}::text AS rule, found.* FROM (${queries[rule]}) found`);
  const { slotIds } = wanted;
  const where = slotIds
    ? Prisma.sql`WHERE slot_id = ANY (${slotIds}::uuid[]) OR other_slot_id = ANY (${slotIds}::uuid[])`
    : Prisma.empty;
  const findings = await db.$queryRaw<Finding[]>`
    SELECT rule, slot_id::text AS "slotId", other_slot_id::text AS "otherSlotId", session_id::text AS "sessionId",
      speaker_id::text AS "speakerId", room_id::text AS "roomId", since
    FROM (${Prisma.join(parts, ' UNION ALL ')}) conflicts ${where}`;
  const conflicts = findings.map(found => ({ ...found, id: idOf(found), severity: settings.severities[found.rule] }));
  return conflicts.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isAsked({ severities }: Settings, rule: Rule, { rule: only, severity }: Wanted): boolean {
  const own = severities[rule];
  return own !== 'ignore' && (!only || rule === only) && (!severity || severity.includes(own));
}

const idOf = ({ rule, slotId, otherSlotId, sessionId, speakerId, roomId }: Finding) =>
  [rule, slotId, otherSlotId, sessionId, speakerId, roomId].filter(part => part !== null).join(':');
