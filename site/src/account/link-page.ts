import { type Children, h } from '../dom.ts';
import { messages } from '../language/index.ts';
import { heading } from '../pages/elements.ts';
import type { Page } from '../router.ts';

/** A page that needs the token of a mail's link, and spends it by a click alone. */
export function linkPage(title: string, token: string, content: () => Children): Page {
  const rest = token ? content() : h('p', {}, messages().account.wrongLink);
  return { title, content: h('div', { class: 'narrow' }, heading(title), rest) };
}
