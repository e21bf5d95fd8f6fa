import type { Schemas } from '@ems/client/src';
import { client } from '../api/account.ts';
import { fill, h } from '../dom.ts';
import { formatDates } from '../language/format.ts';
import { messages } from '../language/index.ts';
import { type Page, replaceQuery, type Visit } from '../router.ts';
import { heading } from './elements.ts';
import { briefPlaceOf } from './event-facts.ts';

type Event = Schemas['Event'];
type Sort = 'startsAt' | '-startsAt';
interface Listing {
  q?: string;
  from?: string;
  to?: string;
  sort?: Sort;
}

/** What this is, and what takes place. */
export async function homePage({ query, signal }: Visit): Promise<Page> {
  const { home } = messages();
  const results = h('div', { class: 'results' });
  const input = h('input', { type: 'search', name: 'q', id: 'q', value: query.get('q') ?? '', maxlength: 200 });
  const search = h(
    'form',
    { role: 'search', class: 'search', submit: event => void find(event) },
    h('label', { for: 'q' }, home.search),
    h('div', { class: 'search-row' }, input, h('button', { type: 'submit' }, home.find)),
  );
  fill(results, await listsOf(input.value, signal));
  return {
    title: home.title,
    content: h('div', {}, heading(home.title), h('p', { class: 'lead' }, home.lead), search, results, developerLinks()),
  };

  async function find(event: globalThis.Event): Promise<void> {
    event.preventDefault();
    replaceQuery(new URLSearchParams(input.value.trim() ? { q: input.value.trim() } : {}));
    fill(results, await listsOf(input.value, signal));
  }
}

async function listsOf(words: string, signal: AbortSignal): Promise<Node[]> {
  const { home } = messages();
  const q = words.trim();
  if (q) return [await listing(home.found, { q }, home.noneFound, signal)];
  const now = new Date().toISOString();
  const [upcoming, past] = await Promise.all([
    listing(home.upcoming, { from: now, sort: 'startsAt' }, home.none, signal),
    listing(home.past, { to: now, sort: '-startsAt' }, '', signal, event => event.endsAt <= now),
  ]);
  return [upcoming, past];
}

/** One list, which grows as long as there is more. @param empty what to say where nothing is; nothing is shown without it */
async function listing(
  title: string,
  filter: Listing,
  empty: string,
  signal: AbortSignal,
  isShown: (event: Event) => boolean = () => true,
): Promise<Node> {
  const list = h('ul', { class: 'events' });
  const more = h('button', { type: 'button', class: 'secondary', click: () => void addPage() }, messages().home.more);
  let cursor: string | undefined;
  await addPage();
  if (list.childElementCount === 0 && !empty) return h('div');
  return h(
    'section',
    {},
    h('h2', {}, title),
    list.childElementCount > 0 ? list : h('p', { class: 'quiet' }, empty),
    more,
  );

  async function addPage(): Promise<void> {
    const query = { limit: 20, ...filter, ...(cursor !== undefined && { cursor }) };
    const { data } = await client.get('/events', { params: { query }, signal });
    list.append(...data.data.filter(isShown).map(entry));
    cursor = data.page.nextCursor ?? undefined;
    more.hidden = cursor === undefined;
  }
}

function entry(event: Event): HTMLElement {
  const { cancelled, draft } = messages().event;
  const mark = event.status === 'cancelled' ? cancelled : event.status === 'draft' ? draft : '';
  return h(
    'li',
    {},
    h('a', { href: `/e/${event.slug}`, class: 'event-title', dir: 'auto' }, event.title),
    mark && h('span', { class: 'mark' }, mark),
    h('p', { class: 'quiet' }, formatDates(event.startsAt, event.endsAt, event.timezone), ' · ', briefPlaceOf(event)),
  );
}

/** Where the parts are that developers look for; the gateway names the queues only in development. */
function developerLinks(): HTMLElement | false {
  const queues = document.querySelector<HTMLMetaElement>('meta[name="queues"]')?.content;
  if (!queues) return false;
  const { home } = messages();
  const links: [string, string][] = [
    ['/docs', home.api],
    ['/openapi.json', home.openapi],
    ['/messages', home.services],
    [queues, home.queues],
  ];
  return h(
    'section',
    { class: 'developers' },
    h('h2', {}, home.development),
    h('p', { class: 'quiet' }, home.developmentText),
    h(
      'ul',
      {},
      links.map(([href, text]) => h('li', {}, h('a', { href }, text))),
    ),
  );
}
