import type { Schemas } from '@ems/client/src';
import { client } from '../api/account.ts';
import { isNotFound } from '../api/problems.ts';
import { fill, h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { facts } from '../pages/elements.ts';
import { actionButton } from '../pages/forms.ts';

type Suggestion = Schemas['Suggestion'];

/** What teams suggest for the reader's own profile, each with what would change. */
export async function suggestionEntries(signal: AbortSignal): Promise<HTMLElement[]> {
  const id = await ownProfile(signal);
  if (id === undefined) return [];
  const query = { status: 'open' as const };
  const entries: HTMLElement[] = [];
  for await (const one of client.all('/speakers/{id}/suggestions', { params: { path: { id }, query }, signal }))
    entries.push(entry(one));
  return entries;
}

/** @returns undefined for who has none */
async function ownProfile(signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await client.get('/speakers/me', { signal })).data.id;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function entry({ id: suggestionId, speakerId: id, changes, note }: Suggestion): HTMLElement {
  const { account: words, profileFields } = messages();
  const failure = h('p', { class: 'failure', role: 'alert' });
  const item = h('li', { class: 'panel' });
  const text = h('p', {}, words.suggestion);
  const button = (answer: 'accept' | 'decline', label: string, outcome: string) =>
    actionButton(
      label,
      async () => {
        await client.post(`/speakers/{id}/suggestions/{suggestionId}/${answer}`, {
          params: { path: { id, suggestionId } },
        });
        fill(item, text, h('p', { role: 'status' }, outcome));
      },
      said => {
        failure.textContent = said;
      },
      answer === 'decline' ? { class: 'secondary' } : {},
    );
  fill(
    item,
    text,
    facts(
      ...Object.entries(changes).map(([field, value]): [string, string] => [
        profileFields[field] ?? field,
        said(value),
      ]),
    ),
    note && h('p', { class: 'quiet', dir: 'auto' }, note),
    h(
      'div',
      { class: 'choice' },
      button('accept', words.accept, words.accepted),
      button('decline', words.decline, words.declined),
    ),
    failure,
  );
  return item;
}

/** What a field is to be: a text, a list of texts, or links. */
function said(value: unknown): string {
  if (Array.isArray(value)) return value.map(said).join(', ') || '–';
  if (typeof value === 'object' && value !== null) return Object.values(value).map(said).join(' ');
  return value === null || value === '' ? '–' : String(value);
}
