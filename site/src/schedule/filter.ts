import type { Entry } from './entries.ts';

/** What of a schedule is to be shown. */
export interface Filter {
  /** Words, of which each must stand somewhere in a session or its speakers. */
  words: string;
  trackId: string;
  language: string;
  roomId: string;
}

export const noFilter: Filter = { words: '', trackId: '', language: '', roomId: '' };

export const isFiltered = ({ words, trackId, language, roomId }: Filter): boolean =>
  [words, trackId, language, roomId].some(value => value !== '');

/** @returns whether an entry passes; what a filter does not name passes */
export function passes(filter: Filter): (entry: Entry) => boolean {
  const words = folded(filter.words).split(/\s+/).filter(Boolean);
  return ({ session, room }) =>
    (filter.trackId === '' || session.track?.id === filter.trackId) &&
    (filter.roomId === '' || room.id === filter.roomId) &&
    (filter.language === '' || session.languages.includes(filter.language)) &&
    (words.length === 0 || hasWords(session, words));
}

function hasWords(
  { title, subtitle, abstract, description, tags, speakers }: Entry['session'],
  words: string[],
): boolean {
  const text = folded(
    [title, subtitle, abstract, description, ...tags, ...speakers.map(({ name }) => name ?? '')].join(' '),
  );
  return words.every(word => text.includes(word));
}

/** Without regard to case and accents. */
const folded = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** The languages that are spoken, as codes. */
export const spokenLanguages = (entries: readonly Entry[]): string[] =>
  [...new Set(entries.flatMap(({ session }) => session.languages))].toSorted();
