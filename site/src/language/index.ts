import type { messages as english } from './messages/en.ts';

/** What a language has to say; `messages/en.ts` is the measure of all others. */
export type Messages = { [Key in keyof typeof english]: Widened<(typeof english)[Key]> };

type Widened<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { [Key in keyof T]: Widened<T[Key]> };

/** The names of the files in `messages/`, which are BCP 47 tags; put in when the pages are built. */
declare const LANGUAGES: readonly string[];

const storageKey = 'language';
let tag = 'en';
let current: Messages;

/** The words of the chosen language. */
export const messages = (): Messages => current;
/** As what somebody helps with an event, at the end of a sentence. */
export const nameOfRole = (role: string): string => messages().memberRoles[role] ?? role;

export const languageTag = (): string => tag;

/** With the reader's region, by which dates and numbers are written. */
export const formatTag = (): string => navigator.languages.find(one => base(one) === tag) ?? tag;
export const languages = (): readonly string[] => LANGUAGES;

const base = (one: string) => one.toLowerCase().split('-')[0] ?? '';

/** Loads the chosen language, or else the first that the reader's browser asks for and we have. */
export async function loadLanguage(): Promise<void> {
  const wanted = [localStorage.getItem(storageKey) ?? '', ...navigator.languages];
  tag = wanted.map(one => LANGUAGES.find(known => base(known) === base(one))).find(one => one !== undefined) ?? 'en';
  const loaded = (await import(`./messages/${tag}.ts`)) as { messages: Messages };
  current = loaded.messages;
  document.documentElement.lang = tag;
}

/** Remembers the choice for the next visit; it is told to no server. */
export async function chooseLanguage(chosen: string): Promise<void> {
  localStorage.setItem(storageKey, chosen);
  await loadLanguage();
}
