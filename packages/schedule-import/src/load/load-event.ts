import { ProblemError } from '@ems/client/src';
import type { Change } from '../compare/changes.ts';
import { isSame, shown } from '../compare/equal.ts';
import { fetchContents, fetchEvent, type KnownEvent } from '../compare/known-event.ts';
import type { Plan, PlannedEvent } from '../plan/plan.ts';
import { RefusedFileError } from '../refusals.ts';
import type { LoadContext } from './load-context.ts';
import { repeatable, withoutFaultyFields } from './refuse.ts';

const iso = (at: number) => new Date(at).toISOString();

/** Creates the event, or takes the one that is there. @throws RefusedFileError when the system refuses it */
export async function loadEvent(
  context: LoadContext,
  { event, sessions }: Plan,
  known: KnownEvent | undefined,
): Promise<KnownEvent> {
  if (known === undefined) return createEvent(context, event);
  const changes = eventChanges(event, sessions, known);
  if (changes.length === 0) context.report.keep('event');
  else if (!context.isUpdate) context.report.leave('event', event.slug, changes);
  else {
    const body = eventPatch(event, changes);
    const path = { id: known.event.id };
    await repeatable(() => context.client.patch('/events/{id}', { params: { path }, body }));
    context.isEventMoved = changes.some(({ field }) => field === 'startsAt' || field === 'endsAt');
    context.report.change('event', event.slug, changes);
  }
  return known;
}

async function createEvent(context: LoadContext, event: PlannedEvent): Promise<KnownEvent> {
  const { client, report } = context;
  const { startsAt, endsAt, title = event.slug, ...rest } = event;
  const body = { ...rest, title, startsAt: iso(startsAt), endsAt: iso(endsAt) };
  try {
    const made = await withoutFaultyFields(
      context,
      'event',
      body,
      ['slug', 'title', 'startsAt', 'endsAt', 'timezone'],
      async sent => (await client.post('/events', { body: sent as typeof body })).data,
    );
    report.create('event', title);
    return { event: made, rooms: [], tracks: [], sessions: [] };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // Another run was quicker.
    const made = error.code === 'event.slug-taken' ? await fetchEvent(client, event.slug) : undefined;
    if (made?.event.allowedActions?.includes('update')) {
      report.keep('event');
      return made;
    }
    throw new RefusedFileError('event-refused', `The event cannot be made: ${error.code}: ${error.detail}`);
  }
}

/** What the file says of the event otherwise. Its zone is left, since all else would move with it. */
export function eventChanges(event: PlannedEvent, sessions: Plan['sessions'], { event: known }: KnownEvent): Change[] {
  const fields = ['title', 'description', 'logoUrl', 'color', 'dayStartsAt'] as const;
  const changes = fields.flatMap((field): Change[] => {
    const from = Reflect.get(known, field);
    return event[field] === undefined || isSame(event[field], from)
      ? []
      : [{ field, from: shown(from), to: shown(event[field]) }];
  });
  const slots = sessions.flatMap(session => session.slots);
  const first = Math.min(Date.parse(known.startsAt), ...slots.map(({ startsAt }) => startsAt));
  const last = Math.max(Date.parse(known.endsAt), ...slots.map(({ endsAt }) => endsAt));
  if (first < Date.parse(known.startsAt)) changes.push({ field: 'startsAt', from: known.startsAt, to: iso(first) });
  if (last > Date.parse(known.endsAt)) changes.push({ field: 'endsAt', from: known.endsAt, to: iso(last) });
  return changes;
}

function eventPatch(event: PlannedEvent, changes: Change[]): object {
  return Object.fromEntries(
    changes.map(({ field, to }) => [
      field,
      field === 'startsAt' || field === 'endsAt' ? to : Reflect.get(event, field),
    ]),
  );
}

/** Makes the event public when all of it is in. */
export async function publishEvent({ client, report, progress }: LoadContext, eventId: string): Promise<void> {
  progress.step();
  const { data: event } = await client.get('/events/{id}', { params: { path: { id: eventId } } });
  if (report.event) report.event.status = event.status;
  if (event.status !== 'draft') return;
  if (report.exitCode !== 0) {
    report.findings?.note('The event stays a draft, for something was refused.');
    return;
  }
  try {
    const { data } = await client.post('/events/{id}/publish', { params: { path: { id: eventId } } });
    if (report.event) report.event.status = data.status;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const now = await fetchContents(client, event);
    report.findings?.note(`The event is not public: ${error.detail} Its status is ${now.event.status}.`);
  }
}
