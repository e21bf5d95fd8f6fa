import type { Schemas } from '@ems/client/src';
import { client } from '../api/account.ts';
import { h, outsideLink, paragraphs } from '../dom.ts';
import { formatMoment, nameOfLanguage } from '../language/format.ts';
import { messages } from '../language/index.ts';
import type { Page, Visit } from '../router.ts';
import { facts, heading, tagList } from './elements.ts';

/** Who somebody is, and what they give. */
export async function speakerPage({ params, signal }: Visit): Promise<Page> {
  const id = params.speaker ?? '';
  const [{ data: speaker }, sessions] = await Promise.all([
    client.get('/speakers/{id}', { params: { path: { id } }, signal }),
    sessionsOf(id, signal),
  ]);
  const words = messages().speaker;
  const work = [speaker.jobTitle, speaker.company, speaker.location].filter(Boolean).join(', ');
  return {
    title: speaker.name,
    content: h(
      'article',
      {},
      heading(speaker.name),
      speaker.tagline && h('p', { class: 'lead', dir: 'auto' }, speaker.tagline),
      work && h('p', { class: 'quiet', dir: 'auto' }, work),
      speaker.bio && paragraphs(speaker.bio),
      facts([words.languages, speaker.languages.map(nameOfLanguage).join(', ')]),
      tagList(speaker.topics),
      speaker.links.length > 0 &&
        h(
          'ul',
          { class: 'links', 'aria-label': words.links },
          speaker.links.map(({ label, url }) => h('li', {}, outsideLink(url, label))),
        ),
      h('h2', {}, words.sessions),
      sessions.length > 0 ? h('ul', { class: 'events' }, sessions) : h('p', { class: 'quiet' }, words.none),
    ),
  };
}

async function sessionsOf(speakerId: string, signal: AbortSignal): Promise<HTMLElement[]> {
  const query = { speakerId: [speakerId], limit: 50 };
  const { data: sessions } = (await client.get('/sessions', { params: { query }, signal })).data;
  const ids = [...new Set(sessions.map(({ eventId }) => eventId))];
  const events = await Promise.all(
    ids.map(async id => (await client.get('/events/{id}', { params: { path: { id } }, signal })).data),
  );
  return sessions.map(session =>
    entry(
      session,
      events.find(({ id }) => id === session.eventId),
    ),
  );
}

function entry({ id, eventId, title, slots }: Schemas['Session'], event: Schemas['Event'] | undefined): HTMLElement {
  const zone = event?.timezone ?? 'UTC';
  return h(
    'li',
    {},
    h('a', { href: `/e/${event?.slug ?? eventId}/sessions/${id}`, class: 'event-title', dir: 'auto' }, title),
    h('p', { class: 'quiet' }, [event?.title, ...slots.map(slot => formatMoment(slot.startsAt, zone))].join(' · ')),
  );
}
