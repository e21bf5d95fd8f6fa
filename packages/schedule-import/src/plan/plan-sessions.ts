import { languagesOf } from '../model/languages.ts';
import type { FileEntry } from '../model/schedule-file.ts';
import { type Level, levelOf, sessionTypeOf, sessionTypes } from '../model/session-types.ts';
import { FieldCleaner, limits } from './fields.ts';
import { type Findings, shorten } from './findings.ts';
import type { PlacedEntry } from './place-entries.ts';
import { noRoom, type PlannedSession, type PlannedSlot, type SessionFields } from './plan.ts';
import { optional } from './plan-event.ts';
import { personKey } from './plan-speakers.ts';

const maxLinks = 50;
const maxLanguages = 10;
const maxTags = 30;

/** One session of its entries. @returns undefined where it cannot be one, which is in the findings then */
export function planSession(
  group: PlacedEntry[],
  usedIds: Set<string>,
  findings: Findings,
): PlannedSession | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const { entry, label } = first;
  const cleaner = new FieldCleaner(findings, label);
  const title = cleaner.required('title', entry.title, limits.title);
  if (!title) {
    findings.refuse(
      'sessions',
      label,
      'entry.title',
      title === '' ? 'It has no title.' : `Its title is longer than ${limits.title} characters.`,
    );
    return undefined;
  }
  noteDifferences(group, findings);
  const track = cleaner.line('track', entry.track, limits.track);
  return {
    label,
    ids: [...new Set(group.flatMap(one => one.entry.ids))],
    externalId: externalIdOf(group, usedIds, findings),
    fields: {
      title,
      ...fieldsOf(entry, cleaner, findings, label),
      durationMinutes: Math.max(1, Math.round((first.endsAt - first.startsAt) / 60_000)),
    },
    track: entry.track === undefined ? undefined : track || null,
    speakers: speakersOf(group, findings),
    slots: group.map(one => slotOf(one, findings)),
    hasAllSlots: true,
  };
}

function fieldsOf(
  entry: FileEntry,
  cleaner: FieldCleaner,
  findings: Findings,
  label: string,
): Omit<SessionFields, 'title' | 'durationMinutes'> {
  const logoUrl = cleaner.url('logoUrl', entry.logoUrl);
  const sourceUrl = cleaner.url('sourceUrl', entry.sourceUrl);
  return {
    ...said('subtitle', cleaner.line('subtitle', entry.subtitle, limits.subtitle)),
    ...said('abstract', cleaner.block('abstract', entry.abstract, limits.abstract)),
    ...said('description', cleaner.block('description', entry.description, limits.description)),
    ...typeOf(entry, cleaner),
    ...optional('level', level(entry.level, findings, label)),
    ...said('languages', languages(entry.languages, findings, label)),
    ...said('tags', tagsOf(entry.tags, cleaner, findings, label)),
    ...said('links', cleaner.links('links', entry.links, maxLinks)),
    ...said('attachments', cleaner.links('attachments', entry.attachments, maxLinks)),
    ...said('doNotRecord', wish(entry.doNotRecord, findings, label)),
    ...said('license', cleaner.line('license', entry.license, limits.license)),
    ...said('logoUrl', logoUrl),
    ...said('sourceUrl', sourceUrl),
  };
}

const said = <Name extends string, T>(name: Name, value: T | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [One in Name]?: T };

/** The kind of session that the word means; a word that is none of ours is kept beside it. */
function typeOf(
  { typeName, isBreak, persons = [] }: FileEntry,
  cleaner: FieldCleaner,
): Pick<SessionFields, 'type' | 'typeName'> {
  if (isBreak && persons.length === 0) return { type: 'break', ...said('typeName', typeName || undefined) };
  const word = cleaner.line('typeName', typeName, limits.typeName);
  if (word === undefined) return {};
  const type = sessionTypeOf(word, persons.length > 0);
  return { type, typeName: word === '' || sessionTypes.some(one => one === word) ? null : word };
}

function languages(text: string | undefined, findings: Findings, label: string): string[] | undefined {
  if (text === undefined) return undefined;
  const { tags, translated, unknown } = languagesOf(text);
  for (const one of translated) {
    const [from = '', to = ''] = one.split(' → ');
    findings.change(label, 'languages', from, to);
  }
  for (const word of unknown) findings.drop(label, 'languages', word, 'no language that is registered (BCP 47)');
  for (const tag of tags.slice(maxLanguages))
    findings.drop(label, 'languages', tag, `at most ${maxLanguages} are held`);
  return tags.slice(0, maxLanguages);
}

function level(word: string | undefined, findings: Findings, label: string): Level | undefined {
  if (!word?.trim()) return undefined;
  const found = levelOf(word);
  if (found === undefined) findings.drop(label, 'level', word, 'no level that is held');
  else if (found !== word.trim().toLowerCase()) findings.change(label, 'level', word, found);
  return found;
}

/** What is neither yes nor no was perhaps a reason: whoever gave one is not recorded. */
function wish(said: boolean | string | undefined, findings: Findings, label: string): boolean | undefined {
  if (typeof said !== 'string') return said;
  findings.change(label, 'doNotRecord', said, 'true');
  return true;
}

function tagsOf(
  tags: string[] | undefined,
  cleaner: FieldCleaner,
  findings: Findings,
  label: string,
): string[] | undefined {
  const held = tags
    ?.flatMap(tag => cleaner.line('tags', tag, limits.tag) || [])
    .map(tag => [tag.toLowerCase(), tag] as const);
  const distinct = held && [...new Map(held).values()];
  for (const tag of distinct?.slice(maxTags) ?? []) findings.drop(label, 'tags', tag, `at most ${maxTags} are held`);
  return distinct?.slice(0, maxTags);
}

/** All that are named for any of its slots, in the order of the file. */
function speakersOf(group: PlacedEntry[], findings: Findings): string[] | undefined {
  const saying = group.filter(({ entry }) => entry.persons !== undefined);
  if (saying.length === 0) return undefined;
  const speakers = new Set<string>();
  for (const [at, { entry, label }] of saying.entries())
    for (const person of entry.persons ?? []) {
      const key = personKey(person);
      if (at > 0 && !speakers.has(key))
        findings.change(label, 'persons', person.name, `${person.name}, at each of the session's times`);
      speakers.add(key);
    }
  return [...speakers];
}

/** Its guid, else its code, else its number: the first that all its entries share, and no other session has. */
function externalIdOf(group: PlacedEntry[], used: Set<string>, findings: Findings): string | null {
  const [first] = group;
  const shared = (first?.entry.ids ?? []).filter(id => group.every(({ entry }) => entry.ids.includes(id)));
  const candidates = [...shared, ...(first?.entry.ids ?? [])].filter(id => id.length <= limits.externalId);
  const id = candidates.find(one => !used.has(one));
  if (id !== undefined) used.add(id);
  if (first && id !== candidates[0] && candidates[0] !== undefined)
    findings.change(first.label, 'externalId', candidates[0], id ?? 'none: another session of the file has it');
  return id ?? null;
}

function slotOf({ entry, label, startsAt, endsAt, takesNoTime }: PlacedEntry, findings: Findings): PlannedSlot {
  const room = entry.room?.trim();
  if (!room) findings.change(label, 'room', '–', noRoom);
  return { label, ids: entry.ids, room: room || noRoom, startsAt, endsAt, takesNoTime };
}

/** What later entries of one session say otherwise is not taken, and said. */
function noteDifferences([first, ...others]: PlacedEntry[], findings: Findings): void {
  const fields = [
    'subtitle',
    'abstract',
    'description',
    'typeName',
    'track',
    'languages',
    'license',
    'doNotRecord',
    'level',
    'logoUrl',
    'sourceUrl',
    'tags',
    'links',
    'attachments',
  ] as const;
  for (const { entry, label } of others)
    for (const field of fields)
      if (first && entry[field] !== undefined && toText(entry[field]) !== toText(first.entry[field]))
        findings.drop(label, field, toText(entry[field]), `the session has it of ${shorten(first.label)}`);
}

const toText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
