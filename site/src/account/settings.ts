import { account, changeAccount, client } from '../api/account.ts';
import { type Children, h } from '../dom.ts';
import { nameOfLanguage } from '../language/format.ts';
import { languages, messages } from '../language/index.ts';
import { field, form } from '../pages/forms.ts';
import type { Page } from '../router.ts';
import { passwordField } from './sign-in.ts';
import { signedInPage } from './signed-in-page.ts';

type Language = NonNullable<Parameters<typeof changeAccount>[0]['language']>;

/** What somebody may change of their account. */
export function settingsPage(): Promise<Page> {
  const words = messages().account;
  return signedInPage(words.settingsTitle, async () => [
    form(words.save, [nameField(), languageField()], async ({ name = '', language = '' }) => {
      await changeAccount({ name, language: language as Language });
      return h('p', {}, words.saved);
    }),
    h('h2', {}, words.newEmailTitle),
    newEmailForm(),
    h('p', {}, h('a', { href: '/notifications' }, words.mailsTitle)),
  ]);
}

const nameField = () =>
  field(messages().name, { name: 'name', autocomplete: 'name', maxlength: 100, value: account()?.name ?? '' });

function languageField(): HTMLElement {
  const options = languages().map(tag =>
    h('option', { value: tag, lang: tag, selected: tag === account()?.language }, nameOfLanguage(tag)),
  );
  return h(
    'div',
    { class: 'field' },
    h('label', { for: 'language-of-mails' }, messages().account.mailLanguage),
    h('select', { id: 'language-of-mails', name: 'language' }, options),
  );
}

/** The answer is the same whether somebody else has the address or not. */
function newEmailForm(): Children {
  const words = messages().account;
  const current = account()?.email;
  const hint = current === undefined ? undefined : words.currentEmail(current);
  const fields = [
    field(words.newEmail, { name: 'newEmail', type: 'email', autocomplete: 'email' }, hint),
    passwordField('password', messages().password, false),
  ];
  return form(words.change, fields, async ({ newEmail = '', password = '' }) => {
    await client.post('/auth/email', { body: { newEmail, password } });
    return h('p', {}, words.newEmailSent);
  });
}
