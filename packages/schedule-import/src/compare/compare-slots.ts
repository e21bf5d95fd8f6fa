import { slotNumber } from '../formats/own-export.ts';
import { nameKey } from '../model/fold.ts';
import type { PlannedSession, PlannedSlot } from '../plan/plan.ts';
import type { SlotChange } from './changes.ts';
import { type KnownEvent, type KnownSession, type KnownSlot, sameId } from './known-event.ts';

/** Pairs the slots of a session with those that are wanted: by id, by place and time, then in their order. */
export function compareSlots(planned: PlannedSession, session: KnownSession, { rooms }: KnownEvent): SlotChange[] {
  const nameOf = new Map(rooms.map(({ id, name }) => [id, nameKey(name)]));
  const free = new Set(session.slots.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)));
  const pairs = new Map<PlannedSlot, KnownSlot>();
  const isAt = (slot: PlannedSlot, known: KnownSlot) =>
    nameOf.get(known.roomId) === nameKey(slot.room) && Date.parse(known.startsAt) === slot.startsAt;
  const criteria: ((slot: PlannedSlot, known: KnownSlot) => boolean)[] = [
    (slot, known) => slot.ids.some(id => sameId(id) === known.id || id === slotNumber(known.number)),
    isAt,
    (slot, known) => Date.parse(known.startsAt) === slot.startsAt,
    () => true,
  ];
  for (const criterion of criteria)
    for (const slot of planned.slots) {
      const known = pairs.has(slot) ? undefined : [...free].find(one => criterion(slot, one));
      if (!known) continue;
      free.delete(known);
      pairs.set(slot, known);
    }
  const moved = planned.slots.flatMap((slot): SlotChange[] => {
    const known = pairs.get(slot);
    if (known === undefined) return [{ kind: 'create', slot }];
    return isAt(slot, known) && Date.parse(known.endsAt) === slot.endsAt ? [] : [{ kind: 'move', slot, known }];
  });
  const gone = planned.hasAllSlots ? [...free].map((known): SlotChange => ({ kind: 'delete', known })) : [];
  return [...moved, ...gone];
}
