import { h } from '../dom.ts';

/** The heading of a page, which gets the focus when the page is shown. */
export const heading = (text: string): HTMLElement => h('h1', { tabindex: -1, dir: 'auto' }, text);

/** A list of names and values; those without a value are left out. */
export function facts(...entries: readonly [name: string, value: Node | string | null | undefined | false][]) {
  const shown = entries.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '');
  return h(
    'dl',
    { class: 'facts' },
    shown.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', { dir: 'auto' }, value))),
  );
}

/** Short words, side by side. */
export const tagList = (tags: readonly string[]): HTMLElement | false =>
  tags.length > 0 &&
  h(
    'ul',
    { class: 'tags' },
    tags.map(tag => h('li', { dir: 'auto' }, tag)),
  );

/** A notice that stands out. */
export const notice = (...text: (Node | string)[]): HTMLElement => h('p', { class: 'notice' }, text);
