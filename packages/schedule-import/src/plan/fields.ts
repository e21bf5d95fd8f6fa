import type { FileLink } from '../model/schedule-file.ts';
import type { Findings } from './findings.ts';

/** How long texts may be, as the API says. */
export const limits = {
  title: 300,
  subtitle: 500,
  abstract: 5_000,
  description: 20_000,
  typeName: 100,
  license: 300,
  tag: 50,
  label: 300,
  speakerLabel: 100,
  room: 100,
  roomDescription: 2_000,
  track: 100,
  name: 200,
  bio: 10_000,
  tagline: 300,
  url: 2_000,
  externalId: 200,
} as const;

/** What no text of one line has: control characters, and what turns the direction of text. */
const outsideLines = /[\p{Cc}\u2028-\u202E\u2066-\u2069]/gu;
const lineBreaks = / ?[\t\n\r\u2028\u2029]+ ?/gu;

/** Cleans the optional fields of one entry, and says what it did; what cannot be held is left out. */
export class FieldCleaner {
  readonly #findings: Findings;
  readonly #entry: string;

  constructor(findings: Findings, entry: string) {
    this.#findings = findings;
    this.#entry = entry;
  }

  /** One line. @returns undefined where it is not said, or cannot be held */
  line(field: string, value: string | undefined, max: number): string | undefined {
    return value === undefined
      ? undefined
      : this.#within(field, value, this.#clean(field, value, outsideLines, lineBreaks), max);
  }

  /** One line without which there is nothing: undefined where it is too long, for which others are refused. */
  required(field: string, value: string, max: number): string | undefined {
    const clean = this.#clean(field, value, outsideLines, lineBreaks);
    return Array.from(clean).length > max ? undefined : clean;
  }

  /** Several lines. */
  block(field: string, value: string | undefined, max: number): string | undefined {
    return value === undefined
      ? undefined
      : this.#within(field, value, this.#clean(field, value, /[\p{Cc}--[\t\n\r]]/gv), max);
  }

  /** An address on the web; null where the file says that there is none. */
  url(field: string, value: string | undefined, { isSecure = false } = {}): string | null | undefined {
    if (value === undefined) return undefined;
    if (value.trim() === '') return null;
    const url = this.#withScheme(field, value.trim());
    const reason = faultOf(url, isSecure);
    if (reason === undefined) return url;
    this.#findings.drop(this.#entry, field, url, reason);
    return undefined;
  }

  /** A colour as `#rrggbb`, also of `#rgb`. */
  color(field: string, value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    const [, r, g, b] = /^#([\da-f])([\da-f])([\da-f])$/i.exec(value.trim()) ?? [];
    const long = r && g && b ? `#${r}${r}${g}${g}${b}${b}` : value.trim();
    if (/^#[\da-f]{6}$/i.test(long)) return long.toLowerCase();
    this.#findings.drop(this.#entry, field, value, 'no colour like #1f77b4');
    return undefined;
  }

  /** Links that can be followed, each with a label: its own, or where it leads. */
  links(
    field: string,
    links: FileLink[] | undefined,
    max: number,
    maxLabel: number = limits.label,
  ): { label: string; url: string }[] | undefined {
    const good = links?.flatMap(({ label, url }) => {
      const address = this.url(field, url);
      if (!address) return [];
      const text = label?.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim() || hostOf(address);
      const short =
        Array.from(text).length > maxLabel
          ? `${Array.from(text)
              .slice(0, maxLabel - 1)
              .join('')}…`
          : text;
      if (short !== text) this.#findings.change(this.#entry, `${field}.label`, text, short);
      return [{ label: short.normalize('NFC'), url: address }];
    });
    if (good !== undefined && good.length > max)
      this.#findings.drop(this.#entry, field, `${good.length - max} more`, `at most ${max} are held`);
    return good?.slice(0, max);
  }

  /** As people write addresses. */
  #withScheme(field: string, value: string): string {
    if (!/^[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?([/?#]\S*)?$/i.test(value)) return value;
    const url = `http://${value}`;
    this.#findings.change(this.#entry, field, value, url);
    return url;
  }

  #clean(field: string, value: string, forbidden: RegExp, breaks?: RegExp): string {
    const joined = breaks ? value.trim().replace(breaks, ' ') : value.trim();
    const clean = joined
      .replace(forbidden, '')
      .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '')
      .normalize('NFC');
    if (clean !== value.trim().normalize('NFC')) this.#findings.change(this.#entry, field, value, clean);
    return clean;
  }

  #within(field: string, value: string, clean: string, max: number): string | undefined {
    if (Array.from(clean).length <= max) return clean;
    this.#findings.drop(this.#entry, field, value, `longer than ${max} characters`);
    return undefined;
  }
}

function faultOf(url: string, isSecure: boolean): string | undefined {
  if (url.length > limits.url) return `longer than ${limits.url} characters`;
  if (!URL.canParse(url) || /\s/.test(url)) return 'no address on the web';
  const { protocol } = new URL(url);
  if (isSecure && protocol !== 'https:') return 'only https is held here';
  return protocol === 'https:' || protocol === 'http:' ? undefined : 'no address on the web';
}

const hostOf = (url: string): string => new URL(url).hostname || url.slice(0, limits.label);
