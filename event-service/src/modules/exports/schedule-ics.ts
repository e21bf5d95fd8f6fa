import { mapInTurns } from '@ems/chassis/concurrency';
import { toICalendar } from '../../shared/icalendar';
import type { Links } from '../../shared/links';
import type { EventRow } from '../events';
import {
  arrangeByDay,
  type CalendarSlot,
  type ScheduleData,
  type ScheduledSlot,
  scheduledOn,
  takesPlace,
} from '../schedule';

interface Feed {
  event: EventRow;
  schedule: ScheduleData;
  /** All slots that were ever in the feed. */
  known: readonly CalendarSlot[];
  links: Links;
}

/** The schedule as iCalendar: one entry per slot, and deleted slots as cancelled. */
export async function toScheduleIcs({ event, schedule, known, links }: Feed): Promise<string> {
  const host = new URL(links.api).hostname;
  const knownOf = new Map(known.map(slot => [slot.slotId, slot]));
  const scheduled = scheduledOn(arrangeByDay(event, schedule)).filter(({ session }) => takesPlace(session));
  const present = new Set(scheduled.map(({ slot }) => slot.id));
  const current = await mapInTurns(scheduled, scheduledSlot => {
    const { slot, room, session } = scheduledSlot;
    const { sequence = 0, changedAt = event.updatedAt } = knownOf.get(slot.id) ?? {};
    return {
      ...statusOf(event, sequence, changedAt),
      uid: `${slot.id}@${host}`,
      startsAt: slot.startsAt,
      endsAt: slot.endsAt,
      summary: session.title,
      description: describe(scheduledSlot, schedule),
      location: room.name,
      url: links.session(event.slug, session.id),
      categories: [...categoriesOf(scheduledSlot, schedule)],
      image: session.logoUrl,
      attachments: session.attachments,
      links: [...linksOf(scheduledSlot)],
      extensions: [...extensionsOf(scheduledSlot, schedule)],
    };
  });
  const cancelled = known
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
  const entries = [...current, ...cancelled].toSorted(
    (a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.uid < b.uid ? -1 : 1),
  );
  return toICalendar({ name: event.title, image: event.logoUrl, entries });
}

/** All slots of a cancelled event are cancelled, which is one change more. */
function statusOf(event: EventRow, sequence: number, changedAt: Date) {
  if (event.status !== 'cancelled') return { status: 'CONFIRMED' as const, sequence, changedAt };
  const later = changedAt > event.updatedAt ? changedAt : event.updatedAt;
  return { status: 'CANCELLED' as const, sequence: sequence + 1, changedAt: later };
}

function describe({ session }: ScheduledSlot, { speakers }: ScheduleData): string {
  const names = session.speakers.flatMap(({ speakerId }) => speakers?.get(speakerId)?.name ?? []);
  const links = session.links.map(({ label, url }) => (label === url ? url : `${label}: ${url}`));
  const wish = session.doNotRecord ? 'Not to be recorded.' : '';
  return [session.subtitle, session.abstract, names.join(', '), links.join('\n'), wish]
    .filter(text => text !== '')
    .join('\n\n');
}

function* linksOf({ session: { links, sourceUrl } }: ScheduledSlot) {
  for (const link of links) yield { ...link, relation: 'related' };
  if (sourceUrl !== null) yield { url: sourceUrl, relation: 'via' };
}

/** What others, and who reads the calendar back, would have to guess from description and categories. */
function* extensionsOf(
  { session }: ScheduledSlot,
  { tracks, speakers }: ScheduleData,
): Generator<[name: string, text: string]> {
  yield ['TYPE', session.typeName ?? session.type];
  if (session.subtitle !== '') yield ['SUBTITLE', session.subtitle];
  const track = tracks.find(({ id }) => id === session.trackId);
  if (track) yield ['TRACK', track.name];
  if (session.languages.length > 0) yield ['LANGUAGE', session.languages.join(', ')];
  for (const { speakerId } of session.speakers) {
    const speaker = speakers?.get(speakerId);
    if (speaker) yield ['SPEAKER', speaker.name];
  }
  if (session.doNotRecord) yield ['DO-NOT-RECORD', 'TRUE'];
  if (session.license !== null) yield ['LICENSE', session.license];
  if (session.externalId !== null) yield ['EXTERNAL-ID', session.externalId];
}

function* categoriesOf({ session }: ScheduledSlot, { tracks }: ScheduleData): Generator<string> {
  const track = tracks.find(({ id }) => id === session.trackId);
  if (track) yield track.name;
  yield session.typeName ?? session.type;
  yield* session.tags;
}
