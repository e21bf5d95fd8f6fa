import { slugOf } from '../model/fold.ts';
import type { ScheduleFile } from '../model/schedule-file.ts';
import { parseTime } from '../model/times.ts';
import { RefusedFileError } from '../refusals.ts';
import { FieldCleaner, limits } from './fields.ts';
import type { Findings } from './findings.ts';
import type { PlacedEntry } from './place-entries.ts';
import type { PlannedEvent } from './plan.ts';

const day = 86_400_000;
const longest = 366 * day;

interface Options {
  /** The slug that is asked for. */
  slug: string | undefined;
  timezone: string;
  /** What the file is called, for one that has no name itself. */
  fileName: string;
}

/** The event that holds all entries, and the entries that it can hold. @throws RefusedFileError where it can have no slug */
export function planEvent(
  file: ScheduleFile,
  entries: PlacedEntry[],
  { slug, timezone, fileName }: Options,
  findings: Findings,
) {
  const cleaner = new FieldCleaner(findings, 'event');
  const title = cleaner.line('title', file.title, limits.title) || undefined;
  const held = withinOneYear(entries, findings);
  const bounds = file.bounds.flatMap(text => {
    const time = parseTime(text, false);
    return time?.kind === 'instant' ? [time.at] : [];
  });
  if (held.length === 0) throw new RefusedFileError('file.no-entries', 'None of its entries can be read.', findings);
  const instants = held.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]);
  const first = Math.min(...instants);
  const last = Math.max(...instants);
  // The bounds of its days are of use only where they are near: some files have those of another year.
  const near = bounds.filter(at => at > first - 2 * day && at < last + 2 * day);
  const onlineUrl = file.urls.map(url => cleaner.url('url', url, { isSecure: true })).find(url => url) ?? null;
  const place = cleaner.line('venue', file.venue ?? file.city, limits.name);
  const logoUrl = cleaner.url('logo', file.logoUrl);
  const event: PlannedEvent = {
    slug: slug ?? slugFor([file.acronym, title, fileName]),
    title,
    startsAt: Math.min(first, ...near),
    endsAt: Math.max(last, ...near),
    timezone,
    onlineUrl,
    venue: place ? { name: place, ...(file.city && { city: file.city }) } : null,
    ...(logoUrl !== undefined && { logoUrl }),
    ...optional('description', cleaner.block('description', file.description, limits.description)),
    ...optional('color', cleaner.color('color', file.color)),
    ...optional('dayStartsAt', file.dayStartsAt),
  };
  return { event, held };
}

/** An event takes a year at most: what is farther from most of the others is refused. */
function withinOneYear(entries: PlacedEntry[], findings: Findings): PlacedEntry[] {
  const sorted = entries.map(({ startsAt }) => startsAt).toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const isNear = ({ startsAt, endsAt }: PlacedEntry) =>
    Math.abs(startsAt - median) < longest / 2 - 5 * day && endsAt - startsAt <= 7 * day;
  for (const { label } of entries.filter(entry => !isNear(entry)))
    findings.refuse(
      'sessions',
      label,
      'entry.too-far',
      'It is half a year from the others, or takes more than a week.',
    );
  return entries.filter(isNear);
}

const reserved = new Set(['new', 'me', 'mine', 'offers']);

function slugFor(names: (string | undefined)[]): string {
  const slug = names.map(name => slugOf(name ?? '')).find(one => one.length >= 3 && !reserved.has(one));
  if (slug === undefined)
    throw new RefusedFileError('file.format', 'It has no name of which a slug could be made: --event says one.');
  return slug;
}

export const optional = <Name extends string, T>(name: Name, value: T | undefined) =>
  (value === undefined || value === '' ? {} : { [name]: value }) as { [One in Name]?: T };
