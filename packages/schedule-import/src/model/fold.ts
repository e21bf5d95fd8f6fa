/** What nobody sees, as zero-width blanks. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** Names that the system takes for the same: in whatever case, with blanks around or repeated, or with what nobody sees. */
export const fold = (name: string): string =>
  name.normalize('NFKC').replace(invisible, '').trim().replace(/\s+/g, ' ').toLowerCase();

/** What no decomposition makes of a letter. */
const spelledOut: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  þ: 'th',
  ð: 'd',
  ı: 'i',
  ς: 'σ',
};

/**
 * By what an event tells its rooms apart, and its tracks: besides, without accents, and whatever stands between words. So does
 * `name_key` of session-service's database, which has no `Saal 1` beside a `Saal-1`.
 */
export const nameKey = (name: string): string => {
  const folded = fold(name)
    .normalize('NFD')
    .replace(/[\u0300-\u036F]/g, '')
    .replace(/[ßæœøđłþðıς]/g, letter => spelledOut[letter] ?? '')
    .normalize('NFC');
  return folded.replace(/[-\s._/,:;|]+/g, '-').replace(/^-|-$/g, '') || folded;
};

/** A slug as the API takes it: of its letters and digits, without accents. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
