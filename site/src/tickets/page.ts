import { NoReplyError } from '@ems/client/src';
import { account } from '../api/account.ts';
import { type Children, h } from '../dom.ts';
import { formatMoment } from '../language/format.ts';
import { messages } from '../language/index.ts';
import { heading, notice } from '../pages/elements.ts';
import { type Page, refresh, type Visit } from '../router.ts';
import { forgetTicket, type KeptTicket, keepMyTickets, keptTickets } from './kept-tickets.ts';

/** The tickets to show at the door: those of whoever is signed in, and else those that this device has kept. */
export async function ticketsPage({ signal }: Visit): Promise<Page> {
  const { tickets: title } = messages();
  const words = messages().ticket;
  const { tickets, isOffline } = await readTickets(signal);
  const rest: Children =
    tickets.length > 0 ? tickets.map(card) : [h('p', {}, words.none), h('p', { class: 'quiet' }, words.noneText)];
  return {
    title,
    content: h(
      'div',
      {},
      heading(title),
      isOffline && notice(words.offline),
      rest,
      !account() && h('p', {}, h('a', { href: '/sign-in' }, words.signInText)),
    ),
  };
}

async function readTickets(signal: AbortSignal): Promise<{ tickets: KeptTicket[]; isOffline: boolean }> {
  const reader = account();
  if (!reader) return { tickets: keptTickets(), isOffline: !navigator.onLine };
  try {
    return { tickets: await keepMyTickets(reader, signal), isOffline: false };
  } catch (error) {
    if (error instanceof NoReplyError) return { tickets: keptTickets(), isOffline: true };
    throw error;
  }
}

function card({ id, code, picture, event }: KeptTicket): HTMLElement {
  const words = messages().ticket;
  const forget = () => {
    forgetTicket(id);
    void refresh();
  };
  return h(
    'article',
    { class: 'ticket' },
    h('h2', { dir: 'auto' }, h('a', { href: `/e/${event.slug}` }, event.title)),
    h('p', { class: 'quiet' }, formatMoment(event.startsAt, event.timezone)),
    // As a picture, in which nothing can run.
    h('img', {
      src: `data:image/svg+xml,${encodeURIComponent(picture)}`,
      alt: words.qr(event.title),
      width: 280,
      height: 280,
    }),
    h('p', {}, words.code, ' ', h('code', {}, code)),
    h('p', { class: 'quiet' }, words.kept),
    !account() && h('button', { type: 'button', class: 'secondary', click: forget }, words.remove),
  );
}
