import type { Client } from '@ems/client/src';
import type { Comparison } from './compare/changes.ts';
import { compare, isEventOf } from './compare/compare.ts';
import { collect, fetchEvent, type KnownEvent, type KnownSpeaker, parallelRooms } from './compare/known-event.ts';
import { aliasesOf } from './compare/match-sessions.ts';
import { load, stepsOf } from './load/load.ts';
import type { Progress } from './load/load-context.ts';
import type { ScheduleFile } from './model/schedule-file.ts';
import { makePlan, type PlanOptions } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import { readSchedule } from './read-schedule.ts';
import { RefusedFileError } from './refusals.ts';
import { preview } from './report/preview.ts';
import { Report } from './report/report.ts';

export interface ImportOptions {
  bytes: Uint8Array;
  /** As it is called to people. */
  file: string;
  slug?: string | undefined;
  timezone?: string | undefined;
  isDryRun: boolean;
  isUpdate: boolean;
  /** Signs in; without a client, a dry run takes the event for a new one. */
  connect: () => Promise<Client | undefined>;
  /** Where the event takes place, for a file that does not say. */
  venue?: { name: string; address?: string; city?: string; country?: string } | undefined;
  /** Begins to show how far it is. */
  showProgress: (steps: number) => Progress;
}

/** Reads a file and brings an event in step with it, or says what would be. What is refused is in the report. */
export async function importSchedule(options: ImportOptions): Promise<Report> {
  const report = new Report(options);
  try {
    await run(options, report);
  } catch (error) {
    if (!(error instanceof RefusedFileError)) throw error;
    report.refusal = { code: error.code, detail: error.message };
    if (error.findings && !report.findings) report.take(error.findings);
  }
  return report;
}

async function run(options: ImportOptions, report: Report): Promise<void> {
  const { isDryRun, isUpdate } = options;
  // What is refused as a whole needs no server.
  const file = readSchedule(options.bytes);
  report.format = file.format;
  const client = await options.connect();
  const { plan, known } = await planWithKnown(options, file, client);
  if (known === undefined) plan.event.venue ??= options.venue ?? venueOf(plan);
  report.take(plan.findings);
  report.event = {
    slug: plan.event.slug,
    title: plan.event.title ?? known?.event.title ?? plan.event.slug,
    timezone: plan.event.timezone,
    isNew: known === undefined,
  };
  if (known) requireOwn(plan, file, known);
  const comparison = known && client ? compare(plan, file, known, await profilesOf(client, known)) : undefined;
  if (isDryRun || !client) return preview(report, plan, known, comparison);
  const progress = options.showProgress(stepsOf(plan));
  try {
    await load(
      { client, report, progress, isUpdate, timezone: plan.event.timezone },
      plan,
      known,
      comparison as Comparison | undefined,
    );
  } finally {
    progress.end();
  }
}

/** The plan depends on what is there, of which the slug is known by a plan only. */
async function planWithKnown(
  { slug, timezone, file: path }: ImportOptions,
  file: ScheduleFile,
  client: Client | undefined,
): Promise<{ plan: Plan; known: KnownEvent | undefined }> {
  const fileName = (path.split(/[\\/]/).at(-1) ?? path).replace(/\.\w+$/, '');
  const options: PlanOptions = { slug, timezone, fileName };
  const first = tryPlan(file, options);
  const wanted = slug ?? (first instanceof RefusedFileError ? undefined : first.event.slug);
  const known = client && wanted !== undefined ? await fetchEvent(client, wanted) : undefined;
  if (known)
    return {
      known,
      plan: makePlan(file, {
        ...options,
        slug: known.event.slug,
        known: { timezone: known.event.timezone, aliasOf: aliasesOf(known), parallelRooms: parallelRooms(known) },
      }),
    };
  if (first instanceof RefusedFileError) throw first;
  return { plan: first, known };
}

function tryPlan(file: ScheduleFile, options: PlanOptions): Plan | RefusedFileError {
  try {
    return makePlan(file, options);
  } catch (error) {
    if (error instanceof RefusedFileError) return error;
    throw error;
  }
}

function requireOwn({ event, findings }: Plan, { entries }: ScheduleFile, known: KnownEvent): void {
  const { slug, title, timezone, startsAt, allowedActions } = known.event;
  if (!allowedActions?.includes('update'))
    throw new RefusedFileError(
      'event-of-others',
      `The event ${slug} belongs to somebody else: log in as its owner, or say another slug by --event.`,
    );
  if (!isEventOf(event, entries, known))
    throw new RefusedFileError(
      'event-not-of-file',
      `The event ${slug} is another one (“${title}”, from ${startsAt}), and nothing of the file is in it: say another slug by --event.`,
    );
  if (timezone !== event.timezone)
    findings.note(`The event stays in ${timezone}, the file is in ${event.timezone}: instants are the same.`);
}

/** To be published it must take place somewhere. */
function venueOf({ event, findings }: Plan): { name: string } | null {
  if (event.onlineUrl !== null) return null;
  const name = event.title ?? event.slug;
  findings.note(`The file does not say where it takes place: it gets the venue “${name}”.`);
  return { name };
}

/** Profiles that the account has made, and those of the event's people. */
async function profilesOf(client: Client, { sessions }: KnownEvent): Promise<KnownSpeaker[]> {
  const mine = await collect(client.all('/speakers', { params: { query: { mine: true } } }));
  const known = new Set(mine.map(({ id }) => id));
  const others = [...new Set(sessions.flatMap(({ speakers }) => speakers.map(({ speakerId }) => speakerId)))].filter(
    id => !known.has(id),
  );
  const pages = Array.from({ length: Math.ceil(others.length / 100) }, (_, at) =>
    others.slice(at * 100, at * 100 + 100),
  );
  const querySerializer = { array: { style: 'form' as const, explode: false } };
  const rest = await Promise.all(
    pages.map(ids => collect(client.all('/speakers', { params: { query: { ids } }, querySerializer }))),
  );
  return [...mine, ...rest.flat()];
}
