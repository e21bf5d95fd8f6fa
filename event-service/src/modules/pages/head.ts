/** What programs read of a page that show or find it: search engines, and whoever shows a link. */
export interface Head {
  title: string;
  /** In short; may be empty. */
  description: string;
  /** Of the page. */
  url: string;
  /** Of schema.org. */
  jsonLd: object;
  /** Of the event's calendar. */
  calendarUrl: string;
  /** Whether search engines may show it. */
  isListed: boolean;
}

const longestDescription = 200;

/** The part of a page's head that tells what it is about, in the words of Open Graph and schema.org. */
export function renderHead({ title, description, url, jsonLd, calendarUrl, isListed }: Head): string {
  const short = shortened(description);
  return [
    `<title>${escaped(title)}</title>`,
    ...(short === '' ? [] : [`<meta name="description" content="${escaped(short)}">`, meta('description', short)]),
    ...(isListed ? [] : ['<meta name="robots" content="noindex">']),
    `<link rel="canonical" href="${escaped(url)}">`,
    `<link rel="alternate" type="text/calendar" href="${escaped(calendarUrl)}">`,
    meta('type', 'website'),
    meta('title', title),
    meta('url', url),
    `<script type="application/ld+json">${escapedJson(jsonLd)}</script>`,
  ].join('\n');
}

const meta = (property: string, content: string) => `<meta property="og:${property}" content="${escaped(content)}">`;

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length > longestDescription ? `${characters.slice(0, longestDescription - 1).join('')}…` : line;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, character => entities[character] ?? '');

/** In a script nothing but JSON's own escapes is read as another character; so none can end it, or begin a comment. */
const escapedJson = (value: object) =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
