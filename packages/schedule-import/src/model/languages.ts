import registered from 'language-subtag-registry/data/json/index.json' with { type: 'json' };

const kindsOf: Readonly<Record<string, object>> = registered;

export interface Languages {
  tags: string[];
  /** What was taken for another word, as `English → en`. */
  translated: string[];
  /** What is no language. */
  unknown: string[];
}

/** The languages of a text such as `de, en`, `German/English` or `en_US`. */
export function languagesOf(text: string): Languages {
  const found: Languages = { tags: [], translated: [], unknown: [] };
  for (const word of text
    .split(/[,;/|&+\n]|\band\b|\bund\b/i)
    .map(part => part.trim())
    .filter(Boolean)) {
    const tag = tagOf(word);
    if (tag === undefined) found.unknown.push(word);
    else {
      if (tag.toLowerCase() !== word.toLowerCase()) found.translated.push(`${word} → ${tag}`);
      if (!found.tags.includes(tag)) found.tags.push(tag);
    }
  }
  return found;
}

function tagOf(word: string): string | undefined {
  const tag = canonical(word.replaceAll('_', '-'));
  if (tag !== undefined && isRegistered(tag)) return tag;
  // As in `de-formal`, where the rest is no part of a language.
  const [first = ''] = word.split(/[-_]/);
  const shorter = first !== word && /^[a-z]{2,3}$/i.test(first) ? canonical(first) : undefined;
  if (shorter !== undefined && isRegistered(shorter)) return shorter;
  return byName.get(word.toLowerCase());
}

function canonical(tag: string): string | undefined {
  try {
    return tag.length <= 35 ? Intl.getCanonicalLocales(tag)[0] : undefined;
  } catch {
    return undefined;
  }
}

/** As the system judges it: each subtag is one that IANA lists, up to an extension. */
function isRegistered(tag: string): boolean {
  const [language = '', ...others] = tag.toLowerCase().split('-');
  const singleton = others.findIndex(subtag => subtag.length === 1);
  const subtags = singleton === -1 ? others : others.slice(0, singleton);
  const is = (subtag: string, ...kinds: string[]) => kinds.some(kind => Object.hasOwn(kindsOf[subtag] ?? {}, kind));
  return is(language, 'language') && subtags.every(subtag => is(subtag, 'extlang', 'script', 'region', 'variant'));
}

/** Languages by their names, in English and in themselves. */
const byName = new Map(
  'en de fr es it pt nl sv da nb fi pl cs sk hu ro bg el tr ru uk zh ja ko ar he hi fa ca hr sr sl et lv lt'
    .split(' ')
    .flatMap(tag =>
      ['en', 'de', tag].map(
        locale => [String(new Intl.DisplayNames(locale, { type: 'language' }).of(tag)).toLowerCase(), tag] as const,
      ),
    ),
);
