import { z } from 'zod';

/** Marks that are accents; those of Indic scripts and of kana are part of their letters. */
const accents =
  /[\u0300-\u036F]|[\u0483-\u0487]|[\u0591-\u05BD]|\u05BF|\u05C1|\u05C2|\u05C4|\u05C5|\u05C7|[\u0610-\u061A]|[\u064B-\u065F]|\u0670|[\u06D6-\u06DC]|[\u1AB0-\u1AFF]|[\u1DC0-\u1DFF]|[\u20D0-\u20FF]|[\uFE20-\uFE2F]/g;

/** What nobody sees: alone it is no text, and in a name it tells no two apart. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

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
 * Text as names and tags are compared: without case, accents and what nobody sees, outer blanks gone and inner ones single. The databases'
 * `fold_text` does the same, and knows some rare letters more.
 * @param text of bounded length
 */
export const foldText = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(accents, '')
    .replace(invisible, '')
    .replace(/[ßæœøđłþðıς]/g, letter => spelledOut[letter] ?? '')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim();

/** Each text once, folded, in the spelling that comes first. */
function firstSpellings(texts: readonly string[]): string[] {
  const spellings = new Map<string, string>();
  for (const text of texts) {
    const folded = foldText(text);
    if (!spellings.has(folded)) spellings.set(folded, text);
  }
  return [...spellings.values()];
}

/** At most `max` texts, such as tags, of which those that are the same when folded become one. */
export const distinctTexts = (item: z.ZodType<string>, max: number) => z.array(item).max(max).transform(firstSpellings);
