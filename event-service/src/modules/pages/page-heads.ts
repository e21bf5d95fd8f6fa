import { notFound } from '@ems/chassis/errors';
import type { InnerHandler } from '@ems/chassis/http';
import type { Links } from '../../shared/links';
import { type EventRow, findEventByAnySlug, requireVisibleEvent } from '../events';
import { eventAsJsonLd, sessionAsJsonLd } from '../exports';
import { firstSlotOf, loadPublicSchedule, type ScheduleDependencies } from '../schedule';
import { type Head, renderHead } from './head';

interface Dependencies extends ScheduleDependencies {
  links: Links;
}

/**
 * What the gateway puts into the head of the pages of an event: of what everybody may see, as it knows of no login. Who may see more
 * gets the page with a plain head.
 */
export function pageHeads(dependencies: Dependencies): Record<string, InnerHandler> {
  const handlerOf =
    (headOf: (event: EventRow, params: Record<string, unknown>) => Head | Promise<Head>): InnerHandler =>
    async ({ params }, response) => {
      const event = await findEventByAnySlug(dependencies.database.sql, String(params.event));
      requireVisibleEvent(event, null);
      const head = renderHead(await headOf(event, params));
      response.set({ 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' }).end(head);
    };
  const { links } = dependencies;
  const ofEvent = (event: EventRow) => eventHead(event, links);
  return {
    '/page-heads/e/:event': handlerOf(ofEvent),
    '/page-heads/e/:event/schedule': handlerOf(event => ({
      ...ofEvent(event),
      url: `${links.event(event.slug)}/schedule`,
    })),
    '/page-heads/e/:event/sessions/:session': handlerOf((event, { session }) =>
      sessionHead(dependencies, event, String(session)),
    ),
  };
}

function eventHead(event: EventRow, links: Links): Head {
  return {
    title: event.title,
    description: event.description,
    isListed: event.listed,
    url: links.event(event.slug),
    jsonLd: eventAsJsonLd(event, links),
    calendarUrl: `${links.api}/api/v1/events/${event.slug}/schedule.ics`,
  };
}

/** @throws DomainError 404 for a session that is not in the schedule */
async function sessionHead({ links, ...dependencies }: Dependencies, event: EventRow, id: string): Promise<Head> {
  const schedule = await loadPublicSchedule(dependencies, event.id);
  const found = firstSlotOf(id, schedule);
  if (!found) throw notFound('session');
  const { title, abstract } = found.session;
  const jsonLd = {
    '@context': 'https://schema.org',
    ...sessionAsJsonLd(event, found, schedule, links),
    superEvent: { '@type': 'Event', name: event.title, url: links.event(event.slug) },
  };
  const description = abstract || `${event.title}: ${found.room.name}`;
  return { ...eventHead(event, links), title, description, url: links.session(event.slug, id), jsonLd };
}
