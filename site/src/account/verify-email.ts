import { client } from '../api/account.ts';
import { h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { form } from '../pages/forms.ts';
import type { Page, Visit } from '../router.ts';
import { linkPage } from './link-page.ts';

/** To which the mail leads that asks whether a mailbox is somebody's. */
export function verifyEmailPage({ token }: Visit): Page {
  const words = messages().account;
  return linkPage(words.verifyTitle, token, () => [
    h('p', {}, words.verifyText),
    form(words.confirm, [], async () => {
      await client.post('/auth/email/verify', { body: { token } });
      return [h('p', {}, words.verified), h('a', { href: '/' }, messages().toStart)];
    }),
  ]);
}
