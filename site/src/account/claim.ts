import { account, client } from '../api/account.ts';
import { type Children, h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { form } from '../pages/forms.ts';
import type { Page, Visit } from '../router.ts';
import { linkPage } from './link-page.ts';
import { signInForm } from './sign-in.ts';

/** To which the invitation leads to take over a speaker's profile. */
export function claimPage({ token }: Visit): Page {
  const { account: words, noAccount, signUp } = messages();
  const claim = async (): Promise<Children> => {
    const { data } = await client.post('/speakers/claims', { body: { token } });
    return h('p', {}, 'claim' in data ? words.claimPending : words.claimed(data.name));
  };
  return linkPage(words.claimTitle, token, () => [
    h('p', {}, words.claimText),
    ...(account()
      ? [form(words.claim, [], claim)]
      : [signInForm(words.claim, claim), h('p', {}, noAccount, ' ', h('a', { href: '/sign-up' }, signUp))]),
  ]);
}
