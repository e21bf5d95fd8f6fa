import type { Schemas } from '@ems/client/src';
import { nameOfLanguage } from '../language/format.ts';
import { messages } from '../language/index.ts';

/** What the pages read of a session, wherever it comes from. */
export type SessionFacts = Pick<Schemas['ScheduleEntry'], 'type' | 'level' | 'language' | 'tags'>;

export const languagesOf = ({ language }: Pick<SessionFacts, 'language'>): string[] =>
  language === null ? [] : [language];

/** The languages of a session, by name. */
export const languageNames = (session: Pick<SessionFacts, 'language'>): string =>
  languagesOf(session).map(nameOfLanguage).join(', ');

/** What is said beside the title: kind and level where they tell something, and what is spoken. */
export function briefFacts(session: SessionFacts): string[] {
  const { types, levels } = messages().session;
  return [
    session.type === 'talk' ? '' : types[session.type],
    session.level === null ? '' : levels[session.level],
    languageNames(session),
  ].filter(Boolean);
}
