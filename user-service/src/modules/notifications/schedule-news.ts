/** Where and when a session is, as it was released. */
export interface SlotFacts {
  id: string;
  sessionId: string;
  title: string;
  startsAt: string;
  endsAt: string;
  room: string;
}

/** What moved between two releases for one person. */
export interface SlotChange {
  change: 'added' | 'moved' | 'cancelled';
  slot: SlotFacts;
}

/**
 * Compares where and when somebody is to be with what they were last told. A session that has lost one slot and got another has
 * moved. In the order of time.
 */
export function slotChanges(before: readonly SlotFacts[], after: readonly SlotFacts[]): SlotChange[] {
  const known = new Map(before.map(slot => [slot.id, slot]));
  const added = after.filter(({ id }) => !known.has(id));
  const gone = new Map(known);
  const changes: SlotChange[] = [];
  for (const slot of after) {
    const old = known.get(slot.id);
    gone.delete(slot.id);
    if (old && !isSame(old, slot)) changes.push({ change: 'moved', slot });
  }
  for (const slot of added) {
    const old = [...gone.values()].find(({ sessionId }) => sessionId === slot.sessionId);
    if (old) gone.delete(old.id);
    if (!old || !isSame(old, slot)) changes.push({ change: old ? 'moved' : 'added', slot });
  }
  for (const slot of gone.values()) changes.push({ change: 'cancelled', slot });
  return changes.toSorted((a, b) => Date.parse(a.slot.startsAt) - Date.parse(b.slot.startsAt));
}

const isSame = (a: SlotFacts, b: SlotFacts): boolean =>
  Date.parse(a.startsAt) === Date.parse(b.startsAt) &&
  Date.parse(a.endsAt) === Date.parse(b.endsAt) &&
  a.room === b.room;
