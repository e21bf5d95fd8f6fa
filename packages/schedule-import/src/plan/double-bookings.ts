import { nameKey } from '../model/fold.ts';
import { inZone } from '../model/zones.ts';
import type { Findings } from './findings.ts';
import type { PlannedSession, PlannedSlot } from './plan.ts';

interface Booking {
  session: PlannedSession;
  slot: PlannedSlot;
}

interface Options {
  /** Whether the system has it as a room that takes several sessions at a time. */
  isParallel: (room: string) => boolean;
  nameOf: (speaker: string) => string;
  timezone: string;
}

/**
 * Takes out the slots for which the system would find a room or a speaker booked already: of two that exclude each other, the
 * one that stands later in the file; but what takes no time there, and has a minute of ours, is for no other in the way. Each is
 * refused with both sides.
 */
export function refuseDoubleBookings(sessions: PlannedSession[], options: Options, findings: Findings): void {
  const inRoom = new Bookings();
  const ofSpeaker = new Bookings();
  const refused = new Set<PlannedSlot>();
  for (const booking of inOrder(sessions)) {
    const { session, slot } = booking;
    const room = nameKey(slot.room);
    const speakers = session.speakers ?? [];
    const roomTaken = options.isParallel(slot.room) ? undefined : inRoom.find(room, slot);
    const busy = speakers.map(key => ({ key, other: ofSpeaker.find(key, slot, session) })).find(({ other }) => other);
    if (roomTaken) proposeParallel(slot, roomTaken, findings);
    const other = roomTaken ?? busy?.other;
    if (other) {
      const who = roomTaken ? `the room ${slot.room} has` : `${options.nameOf(busy?.key ?? '')} is in`;
      refuse(slot, who, other, options.timezone, findings);
      refused.add(slot);
      continue;
    }
    inRoom.add(room, booking);
    for (const key of speakers) ofSpeaker.add(key, booking);
  }
  for (const session of sessions) {
    const held = session.slots.filter(slot => !refused.has(slot));
    if (held.length < session.slots.length) session.hasAllSlots = false;
    session.slots = held;
  }
}

function inOrder(sessions: PlannedSession[]): Booking[] {
  const all = sessions.flatMap(session => session.slots.map(slot => ({ session, slot })));
  return [...all.filter(({ slot }) => !slot.takesNoTime), ...all.filter(({ slot }) => slot.takesNoTime)];
}

const day = 86_400_000;

const daysOf = ({ startsAt, endsAt }: PlannedSlot): number[] => {
  const first = Math.floor(startsAt / day);
  return Array.from({ length: Math.floor(endsAt / day) - first + 1 }, (_, at) => first + at);
};

/** Bookings of rooms, or of speakers, by days: a room of thousands is searched for each of them. */
class Bookings {
  readonly #byDay = new Map<string, Booking[]>();

  add(key: string, booking: Booking): void {
    for (const one of daysOf(booking.slot)) {
      const known = this.#byDay.get(`${one} ${key}`);
      if (known) known.push(booking);
      else this.#byDay.set(`${one} ${key}`, [booking]);
    }
  }

  /** @param own whose slots do not count: its speakers may be at several of them at a time */
  find(key: string, slot: PlannedSlot, own?: PlannedSession): Booking | undefined {
    for (const one of daysOf(slot)) {
      const found = this.#byDay
        .get(`${one} ${key}`)
        ?.find(
          other => other.session !== own && slot.startsAt < other.slot.endsAt && other.slot.startsAt < slot.endsAt,
        );
      if (found) return found;
    }
    return undefined;
  }
}

function refuse(slot: PlannedSlot, who: string, other: Booking, timezone: string, findings: Findings): void {
  const title = `“${other.session.fields.title}” (${other.slot.room}, ${spanOf(other.slot, timezone)})`;
  findings.refuse('slots', slot.label, 'slot.taken', `${spanOf(slot, timezone)}: ${who} ${title}.`);
}

function proposeParallel(slot: PlannedSlot, other: Booking, findings: Findings): void {
  const known = findings.parallelRooms.get(slot.room);
  const both = `${slot.label} and ${other.slot.label}`;
  if (known) known.push(both);
  else findings.parallelRooms.set(slot.room, [both]);
}

const spanOf = ({ startsAt, endsAt }: PlannedSlot, timezone: string) =>
  `${inZone(startsAt, timezone)} to ${inZone(endsAt, timezone)}`;
