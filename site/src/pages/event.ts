import type { Schemas } from '@ems/client/src';
import { client } from '../api/account.ts';
import { h, outsideLink, paragraphs } from '../dom.ts';
import { formatMoment, formatSpan } from '../language/format.ts';
import { messages } from '../language/index.ts';
import { correctPath, type Page, type Visit } from '../router.ts';
import { registrationPanel } from '../tickets/registration.ts';
import { facts, heading, notice, tagList } from './elements.ts';
import { placeOf } from './event-facts.ts';
import { feeds } from './feeds.ts';

/** What an event is, when and where, and how to get in. */
export async function eventPage({ params, signal }: Visit): Promise<Page> {
  const { data: event } = await client.get('/events/{id}', { params: { path: { id: params.event ?? '' } }, signal });
  correctPath(`/e/${event.slug}`);
  const { schedule, when, where, online } = messages().event;
  return {
    title: event.title,
    content: h(
      'article',
      {},
      statusNotice(event),
      heading(event.title),
      facts(
        [when, formatSpan(event.startsAt, event.endsAt, event.timezone)],
        [where, placeOf(event)],
        [online, event.onlineUrl !== null && outsideLink(event.onlineUrl, event.onlineUrl)],
      ),
      h('p', {}, h('a', { class: 'button', href: `/e/${event.slug}/schedule` }, schedule)),
      paragraphs(event.description),
      tagList(event.tags),
      callForPapers(event),
      await registrationPanel(event),
      event.allowedActions?.includes('update') &&
        h('p', {}, h('a', { href: `/e/${event.slug}/door` }, messages().door.link)),
      feeds(event.slug),
    ),
  };
}

function statusNotice({ status, cancelReason }: Schemas['Event']): HTMLElement | false {
  const words = messages().event;
  switch (status) {
    case 'published':
      return false;
    case 'cancelled':
      return notice(cancelReason === null ? words.cancelled : words.cancelReason(cancelReason));
    case 'completed':
      return notice(words.completed);
    case 'draft':
      return notice(words.draft);
    default:
      return status satisfies never;
  }
}

function callForPapers({ cfp, timezone }: Schemas['Event']): HTMLElement | false {
  const now = Date.now();
  if (!cfp || Date.parse(cfp.opensAt) > now || Date.parse(cfp.closesAt) <= now) return false;
  return h('p', {}, messages().event.callOpen(formatMoment(cfp.closesAt, timezone)));
}
