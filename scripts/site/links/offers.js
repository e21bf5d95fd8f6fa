import { call, logIn, onSubmit, showOutcome } from './api.js';

const list = document.querySelector('#offers');
/** Who keeps offers: of teams and ownership, and of a place on a session. */
const keepers = ['events', 'sessions'];

onSubmit(async credentials => {
  const { accessToken } = await logIn(credentials);
  const offers = (await Promise.all(keepers.map(keeper => listOffers(keeper, accessToken)))).flat();
  const pending = offers.filter(({ status }) => status === 'pending');
  list.replaceChildren(...(await Promise.all(pending.map(offer => entryOf(offer, accessToken)))));
  return pending.length === 0 ? 'Nothing waits for your answer.' : '';
});

/** Of a service that makes no offers. */
const isUnknown = ({ status }) => status === 400 || status === 404;

async function listOffers(keeper, accessToken) {
  const found = [];
  for (let cursor = ''; cursor !== null; ) {
    const query = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const { data, page } = await call('GET', `/${keeper}/offers?limit=100${query}`, { accessToken }).catch(error => {
      if (!isUnknown(error)) throw error;
      return { data: [], page: { nextCursor: null } };
    });
    found.push(...data.map(offer => ({ ...offer, keeper })));
    cursor = page.nextCursor;
  }
  return found;
}

async function entryOf(offer, accessToken) {
  const entry = document.createElement('li');
  const text = document.createElement('p');
  text.textContent = await wordsOf(offer, accessToken);
  entry.append(text, button('accept', 'Accept'), button('decline', 'Decline'));
  return entry;

  function button(answer, label) {
    const made = document.createElement('button');
    made.textContent = label;
    made.addEventListener('click', async () => {
      try {
        await call('POST', `/${offer.keeper}/offers/${offer.id}/${answer}`, { accessToken });
        entry.replaceChildren(text, answer === 'accept' ? 'Accepted.' : 'Declined.');
        showOutcome('');
      } catch (error) {
        showOutcome(error.message);
      }
    });
    return made;
  }
}

async function wordsOf({ kind, eventId, sessionId, role }, accessToken) {
  const titleOf = path =>
    call('GET', path, { accessToken }).then(
      ({ title }) => `“${title}”`,
      () => 'an event',
    );
  if (kind === 'session-speaker') return `To speak at ${await titleOf(`/sessions/${sessionId}`)}`;
  const event = await titleOf(`/events/${eventId}`);
  return kind === 'owner' ? `To become the owner of ${event}` : `To join the team of ${event} as ${role}`;
}
