import { changeMailKinds, readMailKinds } from '../api/mails.ts';
import { type Children, h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { form } from '../pages/forms.ts';
import type { Page, Visit } from '../router.ts';
import { signedInPage } from './signed-in-page.ts';

/** Which mails somebody wants. */
export function notificationsPage({ signal }: Visit): Promise<Page> {
  const words = messages().account;
  return signedInPage(words.mailsTitle, async () => {
    const kinds = Object.entries(await readMailKinds(signal));
    const fields: Children = h(
      'fieldset',
      { class: 'switches' },
      h('legend', {}, words.mailsText),
      kinds.map(([kind, isOn]) =>
        h(
          'label',
          {},
          h('input', { type: 'checkbox', name: kind, checked: isOn }),
          ' ',
          messages().mailKinds[kind] ?? kind,
        ),
      ),
    );
    return [
      form(words.save, fields, async chosen => {
        await changeMailKinds(Object.fromEntries(kinds.map(([kind]) => [kind, chosen[kind] !== undefined])));
        return h('p', {}, words.saved);
      }),
      h('p', {}, h('a', { href: '/account' }, words.settingsTitle)),
    ];
  });
}
