import type { Schemas } from '@ems/client/src';
import { type Children, h, outsideLink } from '../dom.ts';
import { nameOfLanguage } from '../language/format.ts';
import { messages } from '../language/index.ts';

/** What the pages read of a session, wherever it comes from. */
type SessionFacts = Pick<
  Schemas['ScheduleEntry'],
  'type' | 'typeName' | 'level' | 'languages' | 'doNotRecord' | 'license' | 'links' | 'attachments' | 'sourceUrl'
>;

/** The languages of a session, by name. */
export const languageNames = ({ languages }: Pick<SessionFacts, 'languages'>): string =>
  languages.map(nameOfLanguage).join(', ');

/** What kind of session it is, in the event's own words where it has some. */
export const typeOf = ({ type, typeName }: Pick<SessionFacts, 'type' | 'typeName'>): string =>
  typeName ?? messages().session.types[type];

/** What is said beside the title: kind and level where they tell something, and what is spoken. */
export function briefFacts(session: Pick<SessionFacts, 'type' | 'typeName' | 'level' | 'languages'>): string[] {
  const isPlain = session.type === 'talk' && session.typeName === null;
  const level = session.level === null ? '' : messages().session.levels[session.level];
  return [isPlain ? '' : typeOf(session), level, languageNames(session)].filter(Boolean);
}

/** Whether and how a session is recorded. */
export function recordingOf({ doNotRecord, license }: Pick<SessionFacts, 'doNotRecord' | 'license'>): string | null {
  return doNotRecord ? messages().session.notRecorded : license;
}

/** Pages about a session, and what goes with it. */
export function linksOf({
  links,
  attachments,
  sourceUrl,
}: Pick<SessionFacts, 'links' | 'attachments' | 'sourceUrl'>): Children {
  const words = messages().session;
  const source = sourceUrl === null ? [] : [{ url: sourceUrl, label: words.source }];
  const all = [...links, ...attachments, ...source];
  if (all.length === 0) return [];
  return [
    h('h2', {}, words.links),
    h(
      'ul',
      { class: 'links' },
      all.map(({ url, label }) => h('li', { dir: 'auto' }, outsideLink(url, label))),
    ),
  ];
}
