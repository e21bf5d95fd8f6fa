import { toICalendar } from '../../shared/icalendar';
import type { EventRow } from '../events';
import type { CalendarSlot, Programme } from '../programme';
import { arrange, type Placed } from './compose';

interface Parts {
  event: EventRow;
  programme: Programme;
  /** What calendars were shown of the event so far. */
  known: readonly CalendarSlot[];
  baseUrl: string;
}

/** The programme as iCalendar: one entry per slot, and those that are gone as cancelled. */
export function toScheduleIcs({ event, programme, known, baseUrl }: Parts): string {
  const host = new URL(baseUrl).hostname;
  const knownOf = new Map(known.map(slot => [slot.slotId, slot]));
  const placed = arrange(event, programme).flatMap(day => day.rooms.flatMap(room => room.placed));
  const present = new Set(placed.map(({ slot }) => slot.id));
  const standing = placed.map(at => {
    const { slot, room, session } = at;
    const { sequence = 0, changedAt = event.updatedAt } = knownOf.get(slot.id) ?? {};
    return {
      ...lasting(event, sequence, changedAt),
      uid: `${slot.id}@${host}`,
      startsAt: slot.startsAt,
      endsAt: slot.endsAt,
      summary: session.title,
      description: describe(at, programme),
      location: room.name,
      url: `${baseUrl}/api/v1/sessions/${session.id}`,
      categories: [...categoriesOf(at, programme)],
    };
  });
  const gone = known
    .filter(slot => slot.cancelled && !present.has(slot.slotId))
    .map(slot => ({
      uid: `${slot.slotId}@${host}`,
      changedAt: slot.changedAt,
      sequence: slot.sequence,
      startsAt: slot.startsAt,
      endsAt: slot.endsAt,
      status: 'CANCELLED' as const,
      summary: slot.title,
      location: slot.room,
    }));
  const entries = [...standing, ...gone].toSorted(
    (a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.uid < b.uid ? -1 : 1),
  );
  return toICalendar({ name: event.title, entries });
}

/** All of a cancelled event is cancelled, which is one change more. */
function lasting(event: EventRow, sequence: number, changedAt: Date) {
  if (event.status !== 'cancelled') return { status: 'CONFIRMED' as const, sequence, changedAt };
  const later = changedAt > event.updatedAt ? changedAt : event.updatedAt;
  return { status: 'CANCELLED' as const, sequence: sequence + 1, changedAt: later };
}

function describe({ session }: Placed, { speakers }: Programme): string {
  const names = session.speakers.flatMap(({ speakerId }) => speakers?.get(speakerId)?.name ?? []);
  return [session.abstract, names.join(', ')].filter(text => text !== '').join('\n\n');
}

function* categoriesOf({ session }: Placed, { tracks }: Programme): Generator<string> {
  const track = tracks.find(({ id }) => id === session.trackId);
  if (track) yield track.name;
  yield session.type;
  yield* session.tags;
}
