import { ProblemError, type Schemas } from '@ems/client/src';
import { signInForm } from '../account/sign-in.ts';
import { account, client } from '../api/account.ts';
import { type Children, h } from '../dom.ts';
import { formatSpan } from '../language/format.ts';
import { languageTag, messages } from '../language/index.ts';
import { heading } from '../pages/elements.ts';
import { actionButton } from '../pages/forms.ts';
import { correctPath, type Page, refresh, type Visit } from '../router.ts';

type Event = Schemas['Event'];
type Registration = Schemas['Registration'];

/** Who has a seat, on paper: for the team and stewards of an event, where there is no network or nobody has a ticket at hand. */
export async function doorPage({ params, signal }: Visit): Promise<Page> {
  const { signInFor, signIn } = messages();
  const words = messages().door;
  if (!account()) {
    const show = async () => {
      await refresh();
      return undefined;
    };
    const content = h(
      'div',
      { class: 'narrow' },
      heading(words.title),
      h('p', {}, signInFor),
      signInForm(signIn, show),
    );
    return { title: words.title, content };
  }
  const { data: event } = await client.get('/events/{id}', { params: { path: { id: params.event ?? '' } }, signal });
  correctPath(`/e/${event.slug}/door`);
  const seats = await seatsOf(event, signal);
  const title = `${words.title}: ${event.title}`;
  return {
    title,
    content: h(
      'div',
      {},
      h('p', { class: 'crumbs' }, h('a', { href: `/e/${event.slug}` }, words.toEvent)),
      heading(title),
      h('p', { class: 'quiet' }, formatSpan(event.startsAt, event.endsAt, event.timezone)),
      seats === undefined ? h('p', {}, words.staffOnly) : list(event, seats),
    ),
  };
}

/** @returns undefined for who is neither of the team nor a steward */
async function seatsOf({ id }: Event, signal: AbortSignal): Promise<Registration[] | undefined> {
  const query = { status: ['confirmed' as const] };
  const seats: Registration[] = [];
  try {
    for await (const seat of client.all('/events/{id}/registrations', { params: { path: { id }, query }, signal }))
      seats.push(seat);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 403) return undefined;
    throw error;
  }
  const { compare } = new Intl.Collator(languageTag());
  // Of whom no name is known is at the end.
  return seats.sort((a, b) => Number(a.name === null) - Number(b.name === null) || compare(a.name ?? '', b.name ?? ''));
}

function list(event: Event, seats: readonly Registration[]): Children {
  const words = messages().door;
  if (seats.length === 0) return h('p', {}, words.nobody);
  const columns = [words.came, words.name, words.code];
  return [
    h('p', {}, words.counted(seats.length)),
    h('button', { type: 'button', click: () => print() }, words.print),
    // Stewards see no addresses, and get no file of them.
    seats.some(({ email }) => email !== undefined) && download(event),
    h(
      'table',
      { class: 'door' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map(column => h('th', { scope: 'col' }, column)),
        ),
      ),
      h('tbody', {}, seats.map(row)),
    ),
  ];
}

/** A button that saves all registrations as a file, which needs a token and so is no link. */
function download({ id, slug }: Event): Children {
  const failure = h('p', { class: 'failure', role: 'alert' });
  const save = async () => {
    const init = { params: { path: { id } }, parseAs: 'blob' as const };
    const { data } = await client.get('/events/{id}/registrations.csv', init);
    const href = URL.createObjectURL(data);
    h('a', { href, download: `registrations-${slug}.csv` }).click();
    URL.revokeObjectURL(href);
  };
  const fail = (said: string) => {
    failure.textContent = said;
  };
  return [' ', actionButton(messages().door.download, save, fail, { class: 'secondary' }), failure];
}

function row({ name, ticketCode, checkedInAt }: Registration): HTMLElement {
  const words = messages().door;
  const box = h('span', { class: 'box', role: 'img', 'aria-label': checkedInAt ? words.isThere : words.isAwaited });
  if (checkedInAt) box.textContent = '✓';
  // The end of a code tells people of one name apart, and lets nobody in.
  return h(
    'tr',
    {},
    h('td', {}, box),
    h('td', { dir: 'auto' }, name ?? '–'),
    h('td', {}, h('code', {}, ticketCode?.slice(-5))),
  );
}
