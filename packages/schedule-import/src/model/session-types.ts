export const sessionTypes = ['talk', 'workshop', 'panel', 'keynote', 'lightning', 'break', 'other'] as const;
export type SessionType = (typeof sessionTypes)[number];

/** By whole words, so that a breakout is no break; the first that matches decides, and a break comes last. */
const words: [RegExp, SessionType][] = [
  [/\bkeynotes?\b/i, 'keynote'],
  [/\blightning/i, 'lightning'],
  [/\b(workshops?|tutorials?|hands[\s-]?on|trainings?|bootcamp)\b/i, 'workshop'],
  [/\b(panels?|podium\w*|discussions?|diskussion(en)?|roundtable)\b/i, 'panel'],
  [/\b(talks?|lectures?|presentations?|papers?)\b|vortrag\b|vorträge\b/i, 'talk'],
  [/\b(breaks?|pausen?|lunch|coffee|mittagspause|kaffeepause)\b/i, 'break'],
];

/** @param hasPersons whoever has persons is no break, whatever it is called */
export function sessionTypeOf(word: string, hasPersons: boolean): SessionType {
  const text = word.trim().replaceAll('_', ' ');
  if (text === '') return 'talk';
  const exact = sessionTypes.find(type => type === text.toLowerCase());
  const found = exact ?? words.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
  return found === 'break' && hasPersons ? 'other' : found;
}

const levels = ['beginner', 'intermediate', 'advanced'] as const;
export type Level = (typeof levels)[number];

const levelWords: [RegExp, Level][] = [
  [/beginn|introduct|einsteig|novice|anfänger/i, 'beginner'],
  [/intermediate|fortgeschritten/i, 'intermediate'],
  [/advanced|expert/i, 'advanced'],
];

export const levelOf = (word: string): Level | undefined => levelWords.find(([pattern]) => pattern.test(word))?.[1];
