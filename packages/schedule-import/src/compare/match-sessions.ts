import { slotNumber } from '../formats/own-export.ts';
import { fold } from '../model/fold.ts';
import type { Alias } from '../plan/group-entries.ts';
import type { PlannedSession } from '../plan/plan.ts';
import { type KnownEvent, type KnownSession, sameId } from './known-event.ts';

/** Finds sessions by what a file calls them: their `externalId`, or the id of a slot, as our own exports do. */
export function aliasesOf({ sessions }: KnownEvent): Alias {
  const byId = new Map<string, string>();
  for (const { id, externalId, slots } of sessions)
    for (const one of [externalId, id, ...slots.flatMap(slot => [slot.id, slotNumber(slot.number)])])
      if (one) byId.set(sameId(one), id);
  return ids => ids.map(id => byId.get(sameId(id))).find(found => found !== undefined);
}

const isSlotNumber = (id: string): boolean => /^slot \d+$/.test(id);

/**
 * Pairs what is planned with what is there: by ids, and sessions that are known by none by their title, of several with one
 * title first those at the time that is wanted, then those without a slot.
 */
export function matchSessions(planned: PlannedSession[], known: KnownEvent): Map<PlannedSession, KnownSession> {
  const aliasOf = aliasesOf(known);
  const byId = new Map(known.sessions.map(session => [session.id, session]));
  const free = new Set(known.sessions);
  const found = new Map<PlannedSession, KnownSession>();
  const pair = (one: PlannedSession, other: KnownSession | undefined) => {
    if (!other || !free.delete(other)) return;
    found.set(one, other);
  };
  // A number alone may be that of another system's slot.
  for (const one of planned) pair(one, byId.get(aliasOf(one.ids.filter(id => !isSlotNumber(id))) ?? ''));
  for (const one of planned) {
    const other = found.has(one) ? undefined : byId.get(aliasOf(one.ids) ?? '');
    if (other && fold(other.title) === fold(one.fields.title)) pair(one, other);
  }
  const sameTitle = (one: PlannedSession) => (other: KnownSession) =>
    (other.externalId === null || one.externalId === null) && fold(other.title) === fold(one.fields.title);
  const sameTime = (one: PlannedSession) => (other: KnownSession) =>
    sameTitle(one)(other) &&
    other.slots.some(slot => one.slots.some(({ startsAt }) => startsAt === Date.parse(slot.startsAt)));
  const unscheduled = (one: PlannedSession) => (other: KnownSession) =>
    sameTitle(one)(other) && other.slots.length === 0;
  for (const criterion of [sameTime, unscheduled, sameTitle])
    for (const one of planned) if (!found.has(one)) pair(one, [...free].find(criterion(one)));
  return found;
}
