import type { Schemas } from '@ems/client/src';
import { client } from '../api/account.ts';
import { h, paragraphs } from '../dom.ts';
import { formatDay, formatTimes, localZone } from '../language/format.ts';
import { messages } from '../language/index.ts';
import { correctPath, type Page, type Visit } from '../router.ts';
import { facts, heading, notice, tagList } from './elements.ts';
import { failurePage } from './failure.ts';
import { ownSession } from './own-session.ts';
import { languageNames, linksOf, recordingOf, typeOf } from './session-facts.ts';

type Session = Schemas['Session'];

/** `include` is one value, with commas. */
const querySerializer = { array: { style: 'form', explode: false } } as const;

/** One session, with who gives it, where and when. */
export async function sessionPage({ params, signal }: Visit): Promise<Page> {
  const path = { id: params.session ?? '' };
  const [{ data: session }, { data: event }] = await Promise.all([
    client.get('/sessions/{id}', { params: { path, query: { include: ['track', 'room'] } }, querySerializer, signal }),
    client.get('/events/{id}', { params: { path: { id: params.event ?? '' } }, signal }),
  ]);
  // Nobody's session shows itself under the name of another event.
  if (session.eventId !== event.id) return failurePage();
  correctPath(`/e/${event.slug}/sessions/${session.id}`);
  const words = messages().session;
  const isOff = session.status === 'cancelled' || session.status === 'withdrawn';
  return {
    title: session.title,
    content: h(
      'article',
      {},
      h('p', { class: 'crumbs' }, h('a', { href: `/e/${event.slug}/schedule`, dir: 'auto' }, event.title)),
      isOff && notice(words.cancelled),
      heading(session.title),
      session.subtitle && h('p', { class: 'lead', dir: 'auto' }, session.subtitle),
      !isOff && timesOf(session, event.timezone),
      speakersOf(session),
      ownSession(session),
      paragraphs(session.abstract),
      paragraphs(session.description),
      facts(
        [words.track, session.track?.name],
        [words.type, typeOf(session)],
        [words.level, session.level !== null && words.levels[session.level]],
        [words.language, languageNames(session)],
        [words.duration, words.minutes(session.durationMinutes)],
        [words.recording, recordingOf(session)],
      ),
      tagList(session.tags),
      linksOf(session),
      h('p', {}, h('a', { href: `/e/${event.slug}/schedule` }, words.toSchedule)),
    ),
  };
}

function timesOf({ slots }: Session, zone: string): HTMLElement {
  if (slots.length === 0) return h('p', { class: 'quiet' }, messages().session.unscheduled);
  const line = ({ startsAt, endsAt, room }: Session['slots'][number]) =>
    h(
      'li',
      {},
      h('time', { datetime: startsAt }, `${formatDay(startsAt, zone)}, ${formatTimes(startsAt, endsAt, zone)}`),
      room && [' · ', h('span', { dir: 'auto' }, room.name)],
      localZone() !== zone && h('span', { class: 'quiet' }, ` (${zone})`),
    );
  return h('ul', { class: 'times' }, slots.map(line));
}

function speakersOf({ speakers }: Session): HTMLElement | false {
  if (speakers.length === 0) return false;
  const { roles, unknownSpeaker, speakers: title } = messages().session;
  return h(
    'ul',
    { class: 'people', 'aria-label': title },
    speakers.map(({ speakerId, name, role }) =>
      h(
        'li',
        {},
        h('a', { href: `/speakers/${speakerId}`, dir: 'auto' }, name ?? unknownSpeaker),
        role !== 'speaker' && h('span', { class: 'quiet' }, ` (${roles[role]})`),
      ),
    ),
  );
}
