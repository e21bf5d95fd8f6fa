import { client } from '../api/account.ts';
import { h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { heading } from '../pages/elements.ts';
import { form } from '../pages/forms.ts';
import type { Page, Visit } from '../router.ts';
import { linkPage } from './link-page.ts';
import { emailField, passwordField } from './sign-in.ts';

/** Asks for a mail; the answer is the same whether there is such an account or not. */
export function forgotPage(): Page {
  const words = messages().account;
  const ask = async ({ email = '' }) => {
    await client.post('/auth/password/forgot', { body: { email } });
    return h('p', {}, words.sent);
  };
  return {
    title: words.forgotTitle,
    content: h(
      'div',
      { class: 'narrow' },
      heading(words.forgotTitle),
      h('p', {}, words.forgotText),
      form(words.send, [emailField()], ask),
    ),
  };
}

/** To which the mail about a forgotten password leads. */
export function resetPasswordPage({ token }: Visit): Page {
  const words = messages().account;
  return linkPage(words.resetTitle, token, () => [
    h('p', {}, words.resetText),
    form(words.set, [passwordField('newPassword', messages().newPassword, true)], async ({ newPassword = '' }) => {
      await client.post('/auth/password/reset', { body: { token, newPassword } });
      return [h('p', {}, words.reset), h('a', { class: 'button', href: '/sign-in' }, messages().signIn)];
    }),
  ]);
}
