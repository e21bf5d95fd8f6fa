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
};

/** A text in letters, digits and single hyphens between them, at most `length` long; empty where it has none of them. */
export const toWord = (text: string, length = 60): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[ßæœøđłþðı]/g, letter => spelledOut[letter] ?? '')
    .replace(/\p{M}|['’]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length + 1)
    .replace(/^-+/, '')
    .slice(0, length)
    .replace(/-+$/, '');
