import { account } from '../api/account.ts';
import { type Children, h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { heading } from '../pages/elements.ts';
import { type Page, refresh } from '../router.ts';
import { signInForm } from './sign-in.ts';

/** A page for who is signed in; it asks others who they are, and is shown to them then. */
export async function signedInPage(title: string, content: () => Promise<Children>): Promise<Page> {
  const { signInFor, signIn, noAccount, signUp } = messages();
  const show = async () => {
    await refresh();
    return undefined;
  };
  const rest = account()
    ? await content()
    : [
        h('p', {}, signInFor),
        signInForm(signIn, show),
        h('p', {}, noAccount, ' ', h('a', { href: '/sign-up' }, signUp)),
      ];
  return { title, content: h('div', { class: 'narrow' }, heading(title), rest) };
}
