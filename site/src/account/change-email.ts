import { client } from '../api/account.ts';
import { h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { form } from '../pages/forms.ts';
import type { Page, Visit } from '../router.ts';
import { linkPage } from './link-page.ts';

/** To which the mail leads that a new address gets. */
export function confirmEmailPage({ token }: Visit): Page {
  const words = messages().account;
  return linkPage(words.confirmEmailTitle, token, () => [
    h('p', {}, words.confirmEmailText),
    form(words.confirm, [], async () => {
      await client.post('/auth/email/confirm', { body: { token } });
      return [h('p', {}, words.emailConfirmed), h('a', { href: '/' }, messages().toStart)];
    }),
  ]);
}

/** To which the mail leads that the address of before gets. */
export function undoEmailPage({ token }: Visit): Page {
  const words = messages().account;
  return linkPage(words.undoEmailTitle, token, () => [
    h('p', {}, words.undoEmailText),
    form(words.undoEmail, [], async () => {
      await client.post('/auth/email/undo', { body: { token } });
      return [h('p', {}, words.emailUndone), h('a', { class: 'button', href: '/forgot-password' }, words.resetTitle)];
    }),
  ]);
}
