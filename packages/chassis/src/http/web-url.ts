import { z } from 'zod';
import { boundedText } from './fields';

const maxLength = 2_000;

/** What needs no escape in path, query and fragment (RFC 3986, 3.3 to 3.5). */
const plain = String.raw`(?:[\w\-.~:/?@!$&'()*+,;=]|%[\da-fA-F]{2})*`;
/** Who and where (RFC 3986, 3.2). */
const inName = String.raw`[\w\-.~!$&'()*+,;=]`;
const authority = String.raw`(?:(?:${inName}|:|%[\da-fA-F]{2})*@)?(?:${inName}+|\[[\da-fA-F:.]+\])(?::\d+)?`;
const asWritten = new RegExp(`^https?://${authority}(?:[/?]${plain})?(?:#${plain})?$`);

const escaped = (part: string): string =>
  part
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .replace(/[^\w\-.~:/?@!$&'()*+,;=%]/g, character => encodeURIComponent(character));

/** An address as people type it, as RFC 3986 writes it: formats that are given it know no other form. */
function toUri(url: string): string {
  if (asWritten.test(url)) return url;
  const parsed = new URL(url);
  const { pathname, search, hash } = parsed;
  Object.assign(parsed, { pathname: '', search: '', hash: '' });
  const rest = [escaped(pathname), search && `?${escaped(search.slice(1))}`, hash && `#${escaped(hash.slice(1))}`];
  return [parsed.href.replace(/\/$/, ''), ...rest].join('');
}

/**
 * An address on the web that comes from elsewhere, so it may be `http`; what needs escapes in it gets them. URL takes some hosts and
 * logins that no escape makes right.
 */
export const webUrl = boundedText(maxLength)
  .trim()
  .check(z.url({ protocol: /^https?$/, abort: true }))
  .transform(toUri)
  .pipe(z.string().max(maxLength, { abort: true }).regex(asWritten, 'Invalid URL'));
