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
 * one that stands later in the file. Each is refused with both sides.
 */
export function refuseDoubleBookings(sessions: PlannedSession[], options: Options, findings: Findings): void {
  const inRoom = new Map<string, Booking[]>();
  const ofSpeaker = new Map<string, Booking[]>();
  for (const session of sessions) {
    session.slots = session.slots.filter(slot => {
      const room = nameKey(slot.room);
      const roomTaken = options.isParallel(slot.room) ? undefined : find(inRoom.get(room), slot);
      const speakers = session.speakers ?? [];
      const busy = speakers
        .map(key => ({
          key,
          other: find(
            ofSpeaker.get(key)?.filter(one => one.session !== session),
            slot,
          ),
        }))
        .find(({ other }) => other);
      if (roomTaken) proposeParallel(slot, roomTaken, findings);
      const other = roomTaken ?? busy?.other;
      if (other) {
        const who = roomTaken ? `the room ${slot.room} has` : `${options.nameOf(busy?.key ?? '')} is in`;
        findings.refuse(
          'slots',
          slot.label,
          'slot.taken',
          `${spanOf(slot, options.timezone)}: ${who} “${other.session.fields.title}” (${other.slot.room}, ${spanOf(other.slot, options.timezone)}).`,
        );
        session.hasAllSlots = false;
        return false;
      }
      const booking = { session, slot };
      inRoom.set(room, [...(inRoom.get(room) ?? []), booking]);
      for (const key of speakers) ofSpeaker.set(key, [...(ofSpeaker.get(key) ?? []), booking]);
      return true;
    });
  }
}

const find = (bookings: Booking[] | undefined, slot: PlannedSlot): Booking | undefined =>
  bookings?.find(other => slot.startsAt < other.slot.endsAt && other.slot.startsAt < slot.endsAt);

function proposeParallel(slot: PlannedSlot, other: Booking, findings: Findings): void {
  const known = findings.parallelRooms.get(slot.room) ?? [];
  findings.parallelRooms.set(slot.room, [...known, `${slot.label} and ${other.slot.label}`]);
}

const spanOf = ({ startsAt, endsAt }: PlannedSlot, timezone: string) =>
  `${inZone(startsAt, timezone)} to ${inZone(endsAt, timezone)}`;
