import type { Schemas } from '@ems/client/src';

export type Schedule = Schemas['Schedule'];

/** A slot of the schedule, with the room and the day that it is in. */
export interface Entry {
  id: string;
  /** Milliseconds. */
  startsAt: number;
  endsAt: number;
  room: { id: string; name: string };
  /** From 1. */
  day: number;
  session: Schemas['ScheduleEntry'];
}

/** All slots, by start; at the same time by the order of their rooms. */
export function entriesOf({ days }: Pick<Schedule, 'days'>): Entry[] {
  const entries = days.flatMap(({ index, rooms }) =>
    rooms.flatMap(({ id, name, slots }) =>
      slots.map(slot => ({
        id: slot.id,
        startsAt: Date.parse(slot.startsAt),
        endsAt: Date.parse(slot.endsAt),
        room: { id, name },
        day: index,
        session: slot.session,
      })),
    ),
  );
  return entries.toSorted((a, b) => a.startsAt - b.startsAt);
}
