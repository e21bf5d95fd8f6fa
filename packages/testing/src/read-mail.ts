/** A mail as its reader sees it. */
export interface Mail {
  subject: string;
  headers: Record<string, string>;
  text: string;
  html: string;
  attachments: { name: string; type: string; content: Buffer }[];
}

interface Entity {
  headers: Record<string, string>;
  body: string;
}

/** Reads a mail (RFC 5322, 2045 and 2047), as far as this system writes them. */
export function readMail(raw: string): Mail {
  const { headers } = split(raw);
  const leaves = leavesOf(raw);
  const textOf = (type: string) =>
    decoded(leaves.find(({ headers: own }) => own['content-type']?.startsWith(type) && !own['content-disposition']))
      .toString()
      .replaceAll('\r\n', '\n');
  return {
    headers,
    subject: wordsOf(headers.subject ?? ''),
    text: textOf('text/plain'),
    html: textOf('text/html'),
    attachments: leaves
      .filter(({ headers: own }) => own['content-disposition']?.startsWith('attachment'))
      .map(leaf => ({
        name: /filename="?([^";]+)/.exec(leaf.headers['content-disposition'] ?? '')?.[1] ?? '',
        type: leaf.headers['content-type'] ?? '',
        content: decoded(leaf),
      })),
  };
}

function split(raw: string): Entity {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map(line => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return { headers: Object.fromEntries(headers), body: raw.slice(end + 4) };
}

function leavesOf(raw: string): Entity[] {
  const part = split(raw);
  const boundary = /^multipart\/.*boundary="?([^";]+)/.exec(part.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return [part];
  return part.body
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap(inner => leavesOf(inner.replace(/^\r\n/, '').replace(/\r\n$/, '')));
}

function decoded(part: Entity | undefined): Buffer {
  const { headers = {}, body = '' } = part ?? {};
  const encoding = headers['content-transfer-encoding'];
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  return encoding === 'quoted-printable' ? unquoted(body.replace(/=\r\n/g, '')) : Buffer.from(body);
}

const unquoted = (text: string) =>
  Buffer.from(
    text.replace(/=([\dA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** Encoded words, of which two that follow each other have no space between them. */
const wordsOf = (text: string): string =>
  text.replace(/\?=\s+=\?/g, '?==?').replace(/(?:=\?UTF-8\?[QB]\?[^?]*\?=)+/gi, words => {
    const bytes = [...words.matchAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi)].map(([, how, word = '']) =>
      how?.toUpperCase() === 'B' ? Buffer.from(word, 'base64') : unquoted(word.replaceAll('_', ' ')),
    );
    return Buffer.concat(bytes).toString();
  });
