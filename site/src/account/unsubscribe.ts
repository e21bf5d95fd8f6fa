import { unsubscribe } from '../api/mails.ts';
import { h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { form } from '../pages/forms.ts';
import type { Page, Visit } from '../router.ts';
import { linkPage } from './link-page.ts';

/** To which mails lead that can be ended; whoever has the mail needs no account. */
export function unsubscribePage({ token }: Visit): Page {
  const words = messages().account;
  return linkPage(words.unsubscribeTitle, token, () => [
    h('p', {}, words.unsubscribeText),
    form(words.unsubscribe, [], async () => {
      const { kind } = (await unsubscribe(token)).data;
      return [
        h('p', {}, words.unsubscribed(messages().mailKinds[kind] ?? kind)),
        h('a', { href: '/notifications' }, words.mailsTitle),
      ];
    }),
  ]);
}
