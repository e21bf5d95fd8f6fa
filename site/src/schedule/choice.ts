import { type Filter, noFilter } from './filter.ts';

export type View = 'auto' | 'grid' | 'list';

/** What a reader has chosen to see; it stands in the address, so that it can be sent to others. */
export interface Choice extends Filter {
  /** Number of the day, or `all`. */
  day: string;
  view: View;
  /** Whether times are those of the reader's place. */
  isLocal: boolean;
}

const names = { words: 'q', trackId: 'track', language: 'language', roomId: 'room' } as const;

/** @param today the day to begin with */
export function readChoice(query: URLSearchParams, today: string): Choice {
  const view = query.get('view');
  return {
    ...noFilter,
    ...Object.fromEntries(Object.entries(names).map(([field, name]) => [field, query.get(name) ?? ''])),
    day: query.get('day') ?? today,
    view: view === 'grid' || view === 'list' ? view : 'auto',
    isLocal: query.get('times') === 'local',
  };
}

export function writeChoice(choice: Choice, today: string): URLSearchParams {
  const query = new URLSearchParams();
  if (choice.day !== today) query.set('day', choice.day);
  for (const field of ['words', 'trackId', 'language', 'roomId'] as const)
    if (choice[field] !== '') query.set(names[field], choice[field]);
  if (choice.view !== 'auto') query.set('view', choice.view);
  if (choice.isLocal) query.set('times', 'local');
  return query;
}
