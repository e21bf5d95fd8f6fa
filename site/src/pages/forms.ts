import { wordsOf } from '../api/problems.ts';
import { type Children, fill, h } from '../dom.ts';

type Fields = Record<string, string>;

/** A labelled field of a form. */
export function field(label: string, attributes: Record<string, string | number | boolean>, hint?: string) {
  const hintId = `${attributes.name}-hint`;
  return h(
    'div',
    { class: 'field' },
    h('label', { for: String(attributes.name) }, label),
    h('input', {
      id: String(attributes.name),
      required: true,
      ...attributes,
      ...(hint !== undefined && { 'aria-describedby': hintId }),
    }),
    hint !== undefined && h('p', { id: hintId, class: 'hint' }, hint),
  );
}

/**
 * A form that does its work once at a time, and says what went wrong.
 * @param work returns what to show in place of the form; nothing where the page goes elsewhere
 */
export function form(submitLabel: string, fields: Children, work: (values: Fields) => Promise<Children | undefined>) {
  const button = h('button', { type: 'submit' }, submitLabel);
  const failure = h('p', { class: 'failure', role: 'alert' });
  const element = h('form', { class: 'form', submit }, fields, button, failure);
  return element;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    button.disabled = true;
    failure.textContent = '';
    try {
      const values = Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)]));
      const outcome = await work(values);
      if (outcome !== undefined) showOutcome(element, outcome);
    } catch (error) {
      failure.textContent = wordsOf(error);
    } finally {
      button.disabled = false;
    }
  }
}

function showOutcome(element: Element, outcome: Children): void {
  const shown = h('div', { class: 'outcome', role: 'status', tabindex: -1 });
  element.replaceWith(shown);
  fill(shown, outcome);
  shown.focus();
}

/** A button that does its work once at a time. @param onFailure is told what went wrong, in words */
export function actionButton(
  label: string,
  work: () => Promise<void>,
  onFailure: (words: string) => void,
  attributes: Record<string, string> = {},
): HTMLButtonElement {
  const button = h('button', { type: 'button', ...attributes, click: () => void run() }, label);
  return button;

  async function run(): Promise<void> {
    button.disabled = true;
    onFailure('');
    try {
      await work();
    } catch (error) {
      onFailure(wordsOf(error));
    } finally {
      button.disabled = false;
    }
  }
}
