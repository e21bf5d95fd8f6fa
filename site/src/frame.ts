import { account, client, onAccountChange } from './api/account.ts';
import { fill, h } from './dom.ts';
import { nameOfLanguage } from './language/format.ts';
import { chooseLanguage, languages, languageTag, messages } from './language/index.ts';
import { navigate, refresh } from './router.ts';
import { forgetTickets } from './tickets/kept-tickets.ts';

/** Builds what is around each page. @returns where the pages are shown */
export function renderFrame(): HTMLElement {
  const main = h('main', { id: 'content', tabindex: -1 });
  const skip = h('a', { class: 'skip', href: '#content' });
  const header = h('header', { class: 'site-header' });
  const footer = h('footer', { class: 'site-footer' });
  const write = () => {
    skip.textContent = messages().skip;
    fill(header, h('a', { class: 'brand', href: '/' }, messages().siteName), accountLinks());
    fill(footer, languageChoice(write));
  };
  write();
  onAccountChange(write);
  fill(document.body, skip, header, main, footer);
  return main;
}

function accountLinks(): HTMLElement {
  const { signIn, signOut, tickets, signedInAs, accountLabel } = messages();
  const who = account();
  const items = who
    ? [
        h('a', { class: 'who', href: '/account', title: signedInAs(who.name), dir: 'auto' }, who.name),
        h('a', { href: '/tickets' }, tickets),
        h('button', { type: 'button', class: 'plain', click: () => void leave() }, signOut),
      ]
    : [h('a', { href: '/tickets' }, tickets), h('a', { href: '/sign-in' }, signIn)];
  return h('nav', { 'aria-label': accountLabel }, items);
}

/** Whoever signs out leaves nothing on this device. */
async function leave(): Promise<void> {
  forgetTickets();
  // Where it cannot be told now, the tokens are gone from here all the same.
  await client.signOut().catch(() => location.reload());
  // What was under way meanwhile may have kept them anew.
  forgetTickets();
  await navigate('/');
}

function languageChoice(rewrite: () => void): HTMLElement {
  const options = languages().map(tag =>
    h('option', { value: tag, lang: tag, selected: tag === languageTag() }, nameOfLanguage(tag)),
  );
  const choose = async (event: Event) => {
    await chooseLanguage((event.target as HTMLSelectElement).value);
    rewrite();
    await refresh();
  };
  return h(
    'label',
    { class: 'language' },
    messages().language,
    h('select', { change: event => void choose(event) }, options),
  );
}
