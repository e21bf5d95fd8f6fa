import { h } from '../dom.ts';
import { messages } from '../language/index.ts';

/** The schedule for other programs. */
export function feeds(slug: string): HTMLElement {
  const words = messages().event;
  const base = `/api/v1/events/${encodeURIComponent(slug)}`;
  const links: [string, string][] = [
    [`webcal://${location.host}${base}/schedule.ics`, words.calendar],
    [`${base}/schedule.json`, words.appJson],
    [`${base}/schedule.xml`, words.appXml],
    [`${base}/schedule.csv`, words.table],
    [`${base}/jsonld`, words.linkedData],
  ];
  return h(
    'details',
    { class: 'feeds' },
    h('summary', {}, words.feeds),
    h('p', { class: 'quiet' }, words.feedsText),
    h(
      'ul',
      {},
      links.map(([href, text]) => h('li', {}, h('a', { href }, text))),
    ),
  );
}
