import registered from 'language-subtag-registry/data/json/index.json';
import { fieldRule } from '../errors';
import { boundedText } from './fields';

/** What IANA has registered (RFC 5646, 3.1): the kinds of each subtag. */
const kindsOf: Readonly<Record<string, object>> = registered;

const isRegistered = (subtag: string, ...kinds: string[]): boolean =>
  kinds.some(kind => Object.hasOwn(kindsOf[subtag] ?? {}, kind));

/** What comes after a subtag of one character is an extension, or private, and has no registered subtags. */
const isAsRegistered = (tag: string): boolean => {
  const [language = '', ...others] = tag.toLowerCase().split('-');
  const singleton = others.findIndex(subtag => subtag.length === 1);
  const subtags = singleton === -1 ? others : others.slice(0, singleton);
  return (
    isRegistered(language, 'language') &&
    subtags.every(subtag => isRegistered(subtag, 'extlang', 'script', 'region', 'variant'))
  );
};

/** @returns undefined where it is not well-formed */
function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** A BCP 47 language tag of registered subtags, made canonical: `EN-gb` becomes `en-GB`, and `english` is refused. */
export const languageTag = boundedText(35)
  .trim()
  .meta({ format: 'language-tag' })
  .refine(tag => isAsRegistered(canonical(tag) ?? ''), {
    ...fieldRule('not-a-language-tag', 'Must be a BCP 47 language tag of registered subtags, such as de or pt-BR'),
    abort: true,
  })
  .transform(tag => canonical(tag) ?? tag);
