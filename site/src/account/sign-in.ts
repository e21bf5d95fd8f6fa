import { account, signIn, signUp } from '../api/account.ts';
import { type Children, h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { heading } from '../pages/elements.ts';
import { field, form } from '../pages/forms.ts';
import { goBack, lastPlace, type Page } from '../router.ts';

/** @param isNew of a password that is being chosen */
export function passwordField(name: string, label: string, isNew: boolean): HTMLElement {
  const autocomplete = isNew ? 'new-password' : 'current-password';
  const attributes = { name, type: 'password', autocomplete, ...(isNew && { minlength: 10 }) };
  return field(label, attributes, isNew ? messages().passwordHint : undefined);
}

export const emailField = (): HTMLElement =>
  field(messages().email, { name: 'email', type: 'email', autocomplete: 'username' });

/** Asks who is there. @param then what to do once somebody is signed in */
export function signInForm(label: string, then: () => Promise<Children | undefined>): HTMLElement {
  const fields = [emailField(), passwordField('password', messages().password, false)];
  return form(label, fields, async ({ email = '', password = '' }) => {
    await signIn({ email, password });
    return then();
  });
}

export function signInPage(): Page {
  const { signIn: title, noAccount, signUp: signUpLabel, forgot, memoryOnly, signedInAs } = messages();
  const who = account();
  const links = h(
    'p',
    {},
    h('a', { href: '/forgot-password' }, forgot),
    h('br'),
    noAccount,
    ' ',
    h('a', { href: '/sign-up' }, signUpLabel),
  );
  return {
    title,
    content: h(
      'div',
      { class: 'narrow' },
      heading(title),
      who && h('p', {}, signedInAs(who.name)),
      signInForm(title, async () => {
        await goBack();
        return undefined;
      }),
      h('p', { class: 'quiet' }, memoryOnly),
      links,
    ),
  };
}

export function signUpPage(): Page {
  const { signUp: title, name, password, hasAccount, signIn: signInLabel, account: words, goOn } = messages();
  const fields = [
    field(name, { name: 'name', autocomplete: 'name', maxlength: 200 }),
    emailField(),
    passwordField('password', password, true),
  ];
  const instead = h('p', {}, hasAccount, ' ', h('a', { href: '/sign-in' }, signInLabel));
  const make = async ({ name = '', email = '', password = '' }) => {
    await signUp({ name, email, password });
    instead.remove();
    return [h('p', {}, words.verifySoon), h('p', {}, h('a', { class: 'button', href: lastPlace() ?? '/' }, goOn))];
  };
  return {
    title,
    content: h('div', { class: 'narrow' }, heading(title), form(title, fields, make), instead),
  };
}
