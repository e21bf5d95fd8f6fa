import type { Schemas } from '@ems/client/src';
import { client } from '../api/account.ts';
import { isNotFound } from '../api/problems.ts';
import { fill, h } from '../dom.ts';
import { messages, nameOfRole } from '../language/index.ts';
import { actionButton } from '../pages/forms.ts';
import type { Page, Visit } from '../router.ts';
import { signedInPage } from './signed-in-page.ts';
import { suggestionEntries } from './suggestions.ts';

type Offer = Schemas['Offer'];

/** What somebody was asked to take part in, or to change, and has to agree to. */
export function offersPage({ signal }: Visit): Promise<Page> {
  const words = messages().account;
  return signedInPage(words.offersTitle, async () => {
    const offers = await pendingOffers(signal);
    const entries = [
      ...(await Promise.all(offers.map(offer => entry(offer, signal)))),
      ...(await suggestionEntries(signal)),
    ];
    return entries.length > 0 ? h('ul', { class: 'offers' }, entries) : h('p', {}, words.offersNone);
  });
}

/** Of both services that keep offers: of teams and ownership, and of a part in a session. */
async function pendingOffers(signal: AbortSignal): Promise<Offer[]> {
  const offers: Offer[] = [];
  for await (const offer of client.all('/events/offers', { signal })) offers.push(offer);
  for await (const offer of client.all('/sessions/offers', { signal })) offers.push(offer);
  return offers.filter(({ status }) => status === 'pending');
}

async function entry(offer: Offer, signal: AbortSignal): Promise<HTMLElement> {
  const words = messages().account;
  const failure = h('p', { class: 'failure', role: 'alert' });
  const item = h('li', { class: 'panel' });
  const text = h('p', { dir: 'auto' }, await wordsOfOffer(offer, signal));
  const fail = (said: string) => {
    failure.textContent = said;
  };
  const button = (answer: 'accept' | 'decline', label: string, outcome: string) =>
    actionButton(
      label,
      async () => {
        const init = { params: { path: { id: offer.id } } };
        if (offer.kind === 'session-speaker') await client.post(`/sessions/offers/{id}/${answer}`, init);
        else await client.post(`/events/offers/{id}/${answer}`, init);
        fill(item, text, h('p', { role: 'status' }, outcome));
      },
      fail,
      answer === 'decline' ? { class: 'secondary' } : {},
    );
  fill(
    item,
    text,
    offer.kind === 'session-speaker' && h('p', { class: 'hint' }, words.offerSharesContact),
    h(
      'div',
      { class: 'choice' },
      button('accept', words.accept, words.accepted),
      button('decline', words.decline, words.declined),
    ),
    failure,
  );
  return item;
}

async function wordsOfOffer({ kind, eventId, sessionId, role }: Offer, signal: AbortSignal): Promise<string> {
  const words = messages().account;
  const titleOf = async (path: '/events/{id}' | '/sessions/{id}', id: string) => {
    try {
      return (await client.get(path, { params: { path: { id } }, signal })).data.title;
    } catch (error) {
      if (isNotFound(error)) return words.something;
      throw error;
    }
  };
  switch (kind) {
    case 'session-speaker':
      return words.offerSpeaker(await titleOf('/sessions/{id}', sessionId ?? ''));
    case 'owner':
      return words.offerOwner(await titleOf('/events/{id}', eventId));
    case 'member':
      return words.offerMember(await titleOf('/events/{id}', eventId), nameOfRole(role ?? ''));
    default:
      return kind satisfies never;
  }
}
