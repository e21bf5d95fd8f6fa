/** `code → [status, meaning, what to do]`, as api-gateway/problems.json lists them. */
export type Problems = Record<string, [status: number, meaning: string, advice: string]>;

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{font-size:1.1em}td{padding:.2rem .8rem .2rem 0;vertical-align:top}</style>
${body}
</html>
`;

/** The page that a problem's `type` leads to (RFC 9457, 3.1.1). */
export const problemPage = (code: string, [status, meaning, advice]: Problems[string]): string =>
  page(
    code,
    `<h1><code>${escapeHtml(code)}</code></h1>\n<p>Status ${status}. ${escapeHtml(meaning)}</p>\n<p><b>What to do:</b> ${escapeHtml(advice)}</p>\n<p><a href="/problems/">All problems</a> · <a href="/docs">API</a></p>`,
  );

export function problemIndex(problems: Problems): string {
  const rows = Object.entries(problems)
    .map(
      ([code, [status, meaning]]) =>
        `<tr><td>${status}<td><a href="/problems/${code}"><code>${escapeHtml(code)}</code></a><td>${escapeHtml(meaning)}`,
    )
    .join('\n');
  return page(
    'Problems',
    `<h1>Problems</h1>\n<p>What the API answers when it cannot do what was asked (RFC 9457).</p>\n<table>\n${rows}\n</table>`,
  );
}
