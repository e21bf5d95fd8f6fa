import type { Schemas } from '@ems/client/src';
import { client } from '../api/account.ts';
import { type Children, fill, h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { refresh } from '../router.ts';
import { actionButton } from './forms.ts';

type Session = Pick<Schemas['Session'], 'id' | 'status' | 'allowedActions'>;

/** For who has submitted a session or gives it: how it stands, and what they can say to it. Mails about it lead here. */
export function ownSession({ id, status, allowedActions = [] }: Session): HTMLElement | false {
  // Only who gives it may withdraw it.
  if (!allowedActions.includes('withdraw')) return false;
  const words = messages().ownSession;
  const failure = h('p', { class: 'failure', role: 'alert' });
  const button = (step: 'confirm' | 'withdraw', label: string) =>
    actionButton(
      label,
      async () => {
        await client.post(`/sessions/{id}/${step}`, { params: { path: { id } } });
        await refresh();
      },
      said => {
        failure.textContent = said;
      },
    );
  return h(
    'section',
    { class: 'panel', 'aria-labelledby': 'own-session' },
    h('h2', { id: 'own-session' }, words.title),
    h('p', { role: 'status' }, words.states[status]),
    allowedActions.includes('confirm') && h('p', {}, button('confirm', words.confirm)),
    withdrawal(() => button('withdraw', words.yes)),
    failure,
  );
}

/** In two steps, for it cannot be undone. */
function withdrawal(button: () => HTMLButtonElement): Children {
  const words = messages().ownSession;
  const choice = h('div', { class: 'choice' });
  const ask = () => {
    const yes = button();
    const no = h('button', { type: 'button', class: 'secondary', click: begin }, words.keep);
    fill(choice, h('p', {}, words.sure), yes, no);
    yes.focus();
  };
  const begin = () => fill(choice, h('button', { type: 'button', class: 'secondary', click: ask }, words.withdraw));
  begin();
  return choice;
}
