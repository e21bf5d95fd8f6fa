import type { ReleasedSchedule, ReleasedSlot } from '@ems/contracts';
import type { VersionRow } from './repository';
import type { ScheduleData } from './schedule-data';

/** What others are told of a version: its sessions, each with who gives it, when and where. */
export function toReleased(
  { id, eventId, name }: VersionRow,
  { sessions, slots, rooms }: ScheduleData,
): ReleasedSchedule {
  const slotsOf = Map.groupBy(slots, slot => slot.sessionId);
  const nameOf = new Map(rooms.map(room => [room.id, room.name]));
  const toSlot = ({ id, startsAt, endsAt, roomId }: ScheduleData['slots'][number]): ReleasedSlot[] => {
    const name = nameOf.get(roomId);
    return name === undefined ? [] : [{ id, startsAt, endsAt, room: { id: roomId, name } }];
  };
  return {
    id,
    eventId,
    name,
    sessions: sessions.map(session => ({
      id: session.id,
      title: session.title,
      speakerIds: session.speakers.map(({ speakerId }) => speakerId),
      slots: (slotsOf.get(session.id) ?? []).flatMap(toSlot),
    })),
  };
}
