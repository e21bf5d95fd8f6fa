import type { Schemas } from '@ems/client/src';
import { account, client } from '../api/account.ts';
import { isNotFound } from '../api/problems.ts';
import { type Children, fill, h } from '../dom.ts';
import { formatMoment } from '../language/format.ts';
import { messages } from '../language/index.ts';
import { actionButton } from '../pages/forms.ts';
import { refresh } from '../router.ts';

type Event = Schemas['Event'];
type Registration = Schemas['Registration'];

/** A reader's place at an event, and what can be done about it. */
export async function registrationPanel(event: Event): Promise<HTMLElement | false> {
  if (event.status !== 'published') return false;
  const words = messages().registration;
  const own = account() && (await findOwn(event.id));
  return h(
    'section',
    { class: 'panel', 'aria-labelledby': 'attend' },
    h('h2', { id: 'attend' }, words.title),
    own ? ownPlace(event, own) : entrance(event),
  );
}

async function findOwn(id: string): Promise<Registration | undefined> {
  try {
    return (await client.get('/events/{id}/registrations/me', { params: { path: { id } } })).data;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const seatsLeft = ({ seats }: Event): number =>
  seats.capacity === null ? Number.POSITIVE_INFINITY : Math.max(0, seats.capacity - seats.taken);

function seatsOf(event: Event): string {
  const words = messages().registration;
  if (event.seats.capacity === null) return words.unlimited;
  const { waitlisted } = event.seats;
  return [words.seats(seatsLeft(event)), waitlisted > 0 && words.waiting(waitlisted)].filter(Boolean).join(', ');
}

/** In words; undefined where people can register. */
function whyClosed({ registration, endsAt, timezone }: Event): string | undefined {
  const words = messages().registration;
  const now = Date.now();
  if (registration === null) return words.none;
  const { opensAt, closesAt, paused } = registration;
  if (Date.parse(closesAt ?? endsAt) <= now || Date.parse(endsAt) <= now) return words.closed;
  if (opensAt !== null && now < Date.parse(opensAt)) return words.opens(formatMoment(opensAt, timezone));
  return paused ? words.paused : undefined;
}

function entrance(event: Event): Children {
  const words = messages().registration;
  const closed = whyClosed(event);
  if (closed !== undefined) return h('p', {}, closed);
  const seats = h('p', {}, seatsOf(event));
  if (!account()) return [seats, h('a', { class: 'button', href: '/sign-in' }, words.signIn)];
  const label = seatsLeft(event) > 0 ? words.register : words.registerWaiting;
  const register = async () => {
    await client.post('/events/{id}/registrations', { params: { path: { id: event.id } } });
    await refresh();
  };
  return [seats, withFailure(fail => actionButton(label, register, fail))];
}

function ownPlace(event: Event, own: Registration): Children {
  const words = messages().registration;
  if (own.checkedInAt !== null) return h('p', {}, words.checkedIn);
  const isConfirmed = own.status === 'confirmed';
  return [
    h('p', { role: 'status' }, isConfirmed ? words.confirmed : words.waitlisted(own.position ?? 0)),
    isConfirmed && h('p', {}, h('a', { class: 'button', href: '/tickets' }, words.ticket)),
    own.allowedActions.includes('cancel') && giveBack(event, isConfirmed),
  ];
}

/** In two steps, for it cannot be undone. */
function giveBack({ id }: Event, isConfirmed: boolean): Children {
  const words = messages().registration;
  return withFailure(fail => {
    const choice = h('div', { class: 'choice' });
    const ask = () => {
      const yes = actionButton(
        words.yes,
        async () => {
          await client.delete('/events/{id}/registrations/me', { params: { path: { id } } });
          await refresh();
        },
        fail,
      );
      const no = h('button', { type: 'button', class: 'secondary', click: begin }, words.keep);
      fill(choice, h('p', {}, isConfirmed ? words.sure : words.sureLeave), yes, no);
      yes.focus();
    };
    const begin = () => {
      const label = isConfirmed ? words.giveBack : words.leave;
      fill(choice, h('button', { type: 'button', class: 'secondary', click: ask }, label));
    };
    begin();
    return choice;
  });
}

/** @param make gets where to say what went wrong */
function withFailure(make: (fail: (words: string) => void) => HTMLElement): Children {
  const failure = h('p', { class: 'failure', role: 'alert' });
  return [
    make(words => {
      failure.textContent = words;
    }),
    failure,
  ];
}
