export const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A text with `code` in it, as HTML. */
export const proseHtml = (text: string) => escapeHtml(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');

/** A page of the gateway's own. @param body HTML */
export const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{font-size:1.1em}td,th{padding:.2rem .8rem .2rem 0;vertical-align:top;text-align:left}span{white-space:nowrap}pre{overflow-x:auto;background:#f4f4f4;padding:.8rem}</style>
${body}
</html>
`;
