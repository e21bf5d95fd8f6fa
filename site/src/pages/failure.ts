import { account } from '../api/account.ts';
import { isNotFound, isUnauthenticated, wordsOf } from '../api/problems.ts';
import { h } from '../dom.ts';
import { messages } from '../language/index.ts';
import type { Page } from '../router.ts';
import { refresh } from '../router.ts';
import { heading } from './elements.ts';

/** What to show where a page cannot be. @param error none, where the address is nobody's */
export function failurePage(error?: unknown): Page {
  const { notFound, notFoundText, notFoundSignIn, toStart, tryAgain, signIn } = messages();
  if (error === undefined || isNotFound(error)) {
    const text = h('p', {}, notFoundText);
    // A mail about what is not public leads there, and its reader may not be signed in.
    const mayBeTheirs = error !== undefined && !account();
    const way = mayBeTheirs && h('p', {}, notFoundSignIn, ' ', h('a', { href: '/sign-in' }, signIn));
    return { title: notFound, content: h('div', {}, heading(notFound), text, way, h('a', { href: '/' }, toStart)) };
  }
  const words = wordsOf(error);
  const wayOn = isUnauthenticated(error)
    ? h('a', { href: '/sign-in', class: 'button' }, signIn)
    : h('button', { type: 'button', click: () => void refresh() }, tryAgain);
  return { title: words, content: h('div', {}, heading(words), wayOn) };
}
