import type { Problems } from './all-problems.ts';
import { escapeHtml, page } from './html.ts';

/** The page that a problem's `type` leads to (RFC 9457, 3.1.1). */
export const problemPage = (code: string, { status, meaning, advice }: Problems[string]): string =>
  page(
    code,
    `<h1><code>${escapeHtml(code)}</code></h1>\n<p>Status ${status}. ${escapeHtml(meaning)}</p>\n<p><b>What to do:</b> ${escapeHtml(advice)}</p>\n<p><a href="/problems/">All problems</a> · <a href="/docs">API</a></p>`,
  );

export function problemIndex(problems: Problems): string {
  const rows = Object.entries(problems)
    .map(
      ([code, { status, meaning }]) =>
        `<tr><td>${status}<td><a href="/problems/${code}"><code>${escapeHtml(code)}</code></a><td>${escapeHtml(meaning)}`,
    )
    .join('\n');
  return page(
    'Problems',
    `<h1>Problems</h1>\n<p>What the API answers when it cannot do what was asked (RFC 9457).</p>\n<table>\n${rows}\n</table>`,
  );
}
