import { ProblemError } from '@ems/client/src';
import type { Comparison } from '../compare/changes.ts';
import type { Plan, PlannedSpeaker } from '../plan/plan.ts';
import { inParallel, type LoadContext } from './load-context.ts';
import { makeOnce } from './make-once.ts';
import { repeatable, unlessRefused, withoutFaultyFields } from './refuse.ts';

/** Profiles of all people of the plan. @returns their ids by the plan's keys */
export async function loadSpeakers(
  context: LoadContext,
  { speakers }: Plan,
  comparison: Comparison | undefined,
  eventId: string,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const changes = new Map(comparison?.speakerChanges.map(change => [change.speaker.key, change]));
  await inParallel(speakers, async speaker => {
    const known = comparison?.speakers.get(speaker.key);
    const change = changes.get(speaker.key);
    const id =
      known ??
      (await unlessRefused(context, 'speakers', speaker.body.name, () => createSpeaker(context, speaker, eventId)));
    if (id !== undefined) ids.set(speaker.key, id);
    if (known !== undefined) await update(context, speaker, change);
    context.progress.step();
  });
  return ids;
}

async function createSpeaker(context: LoadContext, { key, body }: PlannedSpeaker, eventId: string): Promise<string> {
  const { client, report } = context;
  const made = await withoutFaultyFields(context, body.name, body, ['name'], sent =>
    makeOnce({
      name: [eventId, 'speaker', key, sent],
      post: headers => client.post('/speakers', { body: sent as typeof body, headers }),
      find: ({ id }) => found(client.get('/speakers/{id}', { params: { path: { id } } })),
    }),
  );
  report.create('speakers', body.name);
  return made.id;
}

async function update(
  context: LoadContext,
  speaker: PlannedSpeaker,
  change: Comparison['speakerChanges'][number] | undefined,
): Promise<void> {
  const { client, report, isUpdate } = context;
  if (change === undefined) return report.keep('speakers');
  if (!isUpdate) return report.leave('speakers', speaker.body.name, change.changes);
  await unlessRefused(context, 'speakers', speaker.body.name, async () => {
    await repeatable(() => client.patch('/speakers/{id}', { params: { path: { id: change.id } }, body: change.patch }));
    report.change('speakers', speaker.body.name, change.changes);
  });
}

/** What a read finds; undefined where there is nothing. */
export const found = <T>(reading: Promise<{ data: T }>): Promise<T | undefined> =>
  reading.then(
    ({ data }) => data,
    (error: unknown) => {
      if (error instanceof ProblemError && error.status === 404) return undefined;
      throw error;
    },
  );
