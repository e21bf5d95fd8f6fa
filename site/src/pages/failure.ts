import { isNotFound, isUnauthenticated, wordsOf } from '../api/problems.ts';
import { h } from '../dom.ts';
import { messages } from '../language/index.ts';
import type { Page } from '../router.ts';
import { refresh } from '../router.ts';
import { heading } from './elements.ts';

/** What to show where a page cannot be. @param error none, where the address is nobody's */
export function failurePage(error?: unknown): Page {
  const { notFound, notFoundText, toStart, tryAgain, signIn } = messages();
  if (error === undefined || isNotFound(error)) {
    const text = h('p', {}, notFoundText);
    return { title: notFound, content: h('div', {}, heading(notFound), text, h('a', { href: '/' }, toStart)) };
  }
  const words = wordsOf(error);
  const wayOn = isUnauthenticated(error)
    ? h('a', { href: '/sign-in', class: 'button' }, signIn)
    : h('button', { type: 'button', click: () => void refresh() }, tryAgain);
  return { title: words, content: h('div', {}, heading(words), wayOn) };
}
