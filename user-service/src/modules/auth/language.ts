import { type UserLanguage, userLanguage } from '@ems/contracts';

/** The first of somebody's languages that mails are written in, by its first subtag; English where none is. */
export function languageOf(tags: readonly string[]): UserLanguage {
  const bases = tags.map(tag => tag.split('-')[0]?.toLowerCase());
  return (
    bases.map(base => userLanguage.options.find(known => known === base)).find(known => known !== undefined) ?? 'en'
  );
}
