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
  const inRoom = new Map<string, Booking[]>();
  const ofSpeaker = new Map<string, Booking[]>();
  const refused = new Set<PlannedSlot>();
  for (const booking of inOrder(sessions)) {
    const { session, slot } = booking;
    const room = nameKey(slot.room);
    const speakers = session.speakers ?? [];
    const roomTaken = options.isParallel(slot.room) ? undefined : find(inRoom.get(room), slot);
    const busy = speakers
      .map(key => ({ key, other: find(ofSpeaker.get(key), slot, session) }))
      .find(({ other }) => other);
    if (roomTaken) proposeParallel(slot, roomTaken, findings);
    const other = roomTaken ?? busy?.other;
    if (other) {
      const who = roomTaken ? `the room ${slot.room} has` : `${options.nameOf(busy?.key ?? '')} is in`;
      refuse(slot, who, other, options.timezone, findings);
      refused.add(slot);
      continue;
    }
    append(inRoom, room, booking);
    for (const key of speakers) append(ofSpeaker, key, booking);
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

function append(bookings: Map<string, Booking[]>, key: string, booking: Booking): void {
  const known = bookings.get(key);
  if (known) known.push(booking);
  else bookings.set(key, [booking]);
}

function refuse(slot: PlannedSlot, who: string, other: Booking, timezone: string, findings: Findings): void {
  const title = `“${other.session.fields.title}” (${other.slot.room}, ${spanOf(other.slot, timezone)})`;
  findings.refuse('slots', slot.label, 'slot.taken', `${spanOf(slot, timezone)}: ${who} ${title}.`);
}

/** @param own whose slots do not count: its speakers may be at several of them at a time */
const find = (bookings: Booking[] | undefined, slot: PlannedSlot, own?: PlannedSession): Booking | undefined =>
  bookings?.find(
    other => other.session !== own && slot.startsAt < other.slot.endsAt && other.slot.startsAt < slot.endsAt,
  );

function proposeParallel(slot: PlannedSlot, other: Booking, findings: Findings): void {
  const known = findings.parallelRooms.get(slot.room);
  const both = `${slot.label} and ${other.slot.label}`;
  if (known) known.push(both);
  else findings.parallelRooms.set(slot.room, [both]);
}

const spanOf = ({ startsAt, endsAt }: PlannedSlot, timezone: string) =>
  `${inZone(startsAt, timezone)} to ${inZone(endsAt, timezone)}`;
