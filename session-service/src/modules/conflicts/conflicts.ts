import type { Sql } from '@ems/chassis/database';
import { type ConflictRule, conflictRule, type Severity } from '@ems/contracts';
import { Prisma } from '../../generated/prisma/client';
import { problem } from '../../shared/problem';
import { type Conflict, toConflictViews } from './parties';
import { type Finding, rulesAsSql } from './rules';
import { canBlock, type Settings } from './settings';

interface Filter {
  rule?: readonly ConflictRule[] | undefined;
  severity?: readonly Severity[] | undefined;
  /** Only conflicts in which one of these slots is. */
  slotIds?: readonly string[];
}

/** The conflicts in an event's schedule as the database has it now, in the order of ids. */
export async function findConflicts(sql: Sql, settings: Settings, filter: Filter = {}): Promise<Conflict[]> {
  const asked = conflictRule.options.filter(rule => isAsked(settings, rule, filter));
  if (asked.length === 0) return [];
  const queries = rulesAsSql(settings);
  const selects = asked.map(rule => Prisma.sql`SELECT ${rule}::text AS rule, found.* FROM (${queries[rule]}) found`);
  const { slotIds } = filter;
  const where = slotIds
    ? Prisma.sql`WHERE slot_id = ANY (${slotIds}::uuid[]) OR other_slot_id = ANY (${slotIds}::uuid[])`
    : Prisma.empty;
  const findings = await sql.$queryRaw<Finding[]>(Prisma.sql`
    SELECT rule, slot_id::text AS "slotId", other_slot_id::text AS "otherSlotId", session_id::text AS "sessionId",
      speaker_id::text AS "speakerId", room_id::text AS "roomId", since
    FROM (${Prisma.join(selects, ' UNION ALL ')}) conflicts ${where}`);
  const conflicts = findings.map(found => ({ ...found, id: idOf(found), severity: settings.severities[found.rule] }));
  return conflicts.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isAsked({ severities }: Settings, rule: ConflictRule, { rule: only, severity }: Filter): boolean {
  const actual = severities[rule];
  return actual !== 'ignore' && (!only || only.includes(rule)) && (!severity || severity.includes(actual));
}

const idOf = ({ rule, slotId, otherSlotId, sessionId, speakerId, roomId }: Finding) =>
  [rule, slotId, otherSlotId, sessionId, speakerId, roomId].filter(part => part !== null).join(':');

/**
 * Call it once the slots are where they are to be: what the event's team does not allow at all is rolled back.
 * @throws DomainError 409 `slot.blocked`, with the conflicts that these slots would be part of
 */
export async function refuseBlocked(sql: Sql, settings: Settings, slotIds: readonly string[]): Promise<void> {
  if (!canBlock(settings)) return;
  const blocking = await findConflicts(sql, settings, { severity: ['block'], slotIds });
  if (blocking.length === 0) return;
  throw problem('slot.blocked', "The event's rules do not allow this conflict.", {
    conflicts: await toConflictViews(sql, settings.eventId, blocking.slice(0, 20)),
  });
}
