import {
  boundedText,
  distinctTexts,
  emailAddress,
  httpsUrl,
  id,
  idOrSlug,
  instant,
  languageTag,
  parseBounded,
  textBlock,
  textLine,
  webUrl,
} from '@ems/chassis/http';
import { z } from 'zod';

/** What the worst text may cost, and the worst body of many parts. */
const mostMs = { text: 5, body: 20 };
const rounds = 15;
const bodyBytes = 256 * 1024;

const fields: Record<string, z.ZodType> = {
  block: textBlock(20_000),
  line: textLine(300),
  address: emailAddress,
  language: languageTag,
  url: httpsUrl,
  'web url': webUrl,
  instant,
  id,
  'id or slug': idOrSlug,
  password: boundedText(1_000),
};

const marks = '\u0345\u0334';
/** By what is special about it, a text that is repeated to every length. */
const units: Record<string, string> = {
  'ordinary letters': 'x',
  'marks without end': marks,
  'marks in runs of 30': `a${marks.repeat(15)}`,
  'marks of a higher plane': `a${'\u{1d165}\u{1d16e}'.repeat(15)}`,
  'letters that come apart': '\u1f82',
  'syllables in parts': '\u1112\u1161\u11ab',
  blanks: ' ',
  'line breaks': '\r\n',
  digits: '9',
  'what an address has': 'a.',
  'what a tag has': 'a-',
  'what a URL has': 'https://a:b@c/',
  'halves of pairs': '\ud800',
};

/** The bodies that are largest in number of things instead of length. */
const bodies: Record<string, string> = {
  'unknown fields': JSON.stringify(Object.fromEntries(Array.from({ length: 18_000 }, (_, index) => [`f${index}`, 0]))),
  'items of a list': `{"list":[${'0,'.repeat(bodyBytes / 2 - 10)}0]}`,
  'tags that differ at their ends': JSON.stringify({
    tags: Array.from({ length: 30 }, (_, index) => `${'\ufdfa'.repeat(48)}${index}`),
  }),
  'texts of a list': JSON.stringify({ list: Array(1_000).fill(`a${marks.repeat(15)}`.repeat(4)) }),
};

/** The median of milliseconds that a body takes from its bytes to its parsed value, or to its refusal. What is deep is not parsed. */
function measure(schema: z.ZodType, body: string): number {
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    try {
      parseBounded(schema, JSON.parse(body));
    } catch {
      // A refusal counts as much.
    }
    return performance.now() - started;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

/** What the worst texts and bodies cost a service's event loop. @returns 1 when it is too much */
export async function measureTexts(): Promise<number> {
  const texts: Measured[] = [];
  for (const [field, schema] of Object.entries(fields)) {
    for (const [what, unit] of Object.entries(units)) {
      for (const length of [20, 300, 20_000, 120_000]) {
        const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
        const body = JSON.stringify({ text });
        if (Buffer.byteLength(body) > bodyBytes) continue;
        const ms = measure(z.strictObject({ text: schema }), body);
        texts.push({ what: `${length} characters of ${what} in a field of kind ${field}`, ms });
      }
    }
  }
  const anything = z.strictObject({
    list: z.array(textLine(200)).max(1_000).optional(),
    tags: distinctTexts(textLine(50), 30).optional(),
  });
  const many = Object.entries(bodies).map(([what, body]) => ({ what, ms: measure(anything, body) }));
  const areCheap = [report('texts', texts, mostMs.text), report('bodies', many, mostMs.body)];
  return areCheap.every(Boolean) ? 0 : 1;
}

interface Measured {
  what: string;
  ms: number;
}

function report(noun: string, found: readonly Measured[], most: number): boolean {
  const worst = found.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
  const isCheap = (worst[0]?.ms ?? 0) < most;
  console.log(`${found.length} ${noun}, of which the worst ${isCheap ? 'is' : 'is not'} below ${most} ms:`);
  for (const { what, ms } of worst) console.log(`${ms.toFixed(2).padStart(8)} ms  ${what}`);
  return isCheap;
}
