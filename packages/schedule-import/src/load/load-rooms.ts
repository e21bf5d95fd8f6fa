import { ProblemError } from '@ems/client/src';
import type { Change } from '../compare/changes.ts';
import { isSame, shown } from '../compare/equal.ts';
import { collect, type KnownEvent, type KnownRoom, type KnownTrack } from '../compare/known-event.ts';
import { nameKey } from '../model/fold.ts';
import type { Plan } from '../plan/plan.ts';
import { inParallel, type LoadContext } from './load-context.ts';
import { repeatable, unlessRefused, withoutFaultyFields } from './refuse.ts';

/** Distinct also for most who see fewer colours (Tableau 10). */
const palette = ['#4e79a7', '#f28e2b', '#59a14f', '#e15759', '#76b7b2', '#edc948', '#b07aa1', '#ff9da7', '#9c755f'];

/** @returns their ids by the keys of their names */
export function loadRooms(context: LoadContext, { rooms }: Plan, known: KnownEvent): Promise<Map<string, string>> {
  const { client } = context;
  const eventId = known.event.id;
  return loadNamed(context, 'rooms', rooms, known.rooms, {
    fields: ['capacity', 'description'],
    create: async room => (await client.post('/rooms', { body: { ...room, eventId } })).data,
    patch: (id, body) => client.patch('/rooms/{id}', { params: { path: { id } }, body }),
    list: () => collect<KnownRoom>(client.all('/rooms', { params: { query: { eventId } } })),
  });
}

/** @returns their ids by the keys of their names */
export function loadTracks(context: LoadContext, { tracks }: Plan, known: KnownEvent): Promise<Map<string, string>> {
  const { client } = context;
  const eventId = known.event.id;
  const colored = tracks.map(track => ({ color: palette[track.position % palette.length] ?? '#808080', ...track }));
  const said = new Set(tracks.filter(({ color }) => color !== undefined).map(({ name }) => name));
  return loadNamed(context, 'tracks', colored, known.tracks, {
    fields: ['color'],
    isSaid: ({ name }) => said.has(name),
    create: async track => (await client.post('/tracks', { body: { ...track, eventId } })).data,
    patch: (id, body) => client.patch('/tracks/{id}', { params: { path: { id } }, body }),
    list: () => collect<KnownTrack>(client.all('/tracks', { params: { query: { eventId } } })),
  });
}

interface Named {
  id: string;
  name: string;
}

interface Access<Wanted> {
  /** What an update changes. */
  fields: readonly (keyof Wanted & string)[];
  /** Whether the fields are the file's own words. */
  isSaid?: (wanted: Wanted) => boolean;
  create: (wanted: Wanted) => Promise<Named>;
  patch: (id: string, body: Record<string, unknown>) => Promise<unknown>;
  list: () => Promise<Named[]>;
}

async function loadNamed<Wanted extends { name: string }>(
  context: LoadContext,
  kind: 'rooms' | 'tracks',
  wanted: Wanted[],
  known: Named[],
  access: Access<Wanted>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>(known.map(({ id, name }) => [nameKey(name), id]));
  const byName = new Map(known.map(one => [nameKey(one.name), one]));
  await inParallel(wanted, async one => {
    const same = byName.get(nameKey(one.name));
    const id = same
      ? await update(context, kind, one, same, access)
      : await unlessRefused(context, kind, one.name, () => create(context, kind, one, access));
    if (id !== undefined) ids.set(nameKey(one.name), id);
    context.progress.step();
  });
  return ids;
}

async function create<Wanted extends { name: string }>(
  context: LoadContext,
  kind: 'rooms' | 'tracks',
  wanted: Wanted,
  access: Access<Wanted>,
) {
  try {
    const made = await withoutFaultyFields(context, wanted.name, { ...wanted }, ['name'], sent =>
      access.create(sent as Wanted),
    );
    context.report.create(kind, wanted.name);
    return made.id;
  } catch (error) {
    if (!(error instanceof ProblemError && /name-taken$/.test(error.code))) throw error;
    // Another run was quicker.
    const made = (await access.list()).find(({ name }) => nameKey(name) === nameKey(wanted.name));
    if (!made) throw error;
    context.report.keep(kind);
    return made.id;
  }
}

async function update<Wanted extends { name: string }>(
  context: LoadContext,
  kind: 'rooms' | 'tracks',
  wanted: Wanted,
  known: Named,
  access: Access<Wanted>,
) {
  const changes = namedChanges(wanted, known, access);
  if (changes.length === 0) context.report.keep(kind);
  else if (!context.isUpdate) context.report.leave(kind, wanted.name, changes);
  else {
    const body = Object.fromEntries(changes.map(({ field }) => [field, Reflect.get(wanted, field)]));
    await unlessRefused(context, kind, wanted.name, () => repeatable(() => access.patch(known.id, body)));
    context.report.change(kind, wanted.name, changes);
  }
  return known.id;
}

/** What the file says of it otherwise. */
export function namedChanges<Wanted extends object>(
  wanted: Wanted,
  known: object,
  { fields, isSaid = () => true }: Pick<Access<Wanted>, 'fields' | 'isSaid'>,
): Change[] {
  if (!isSaid(wanted)) return [];
  return fields.flatMap(field => {
    const [to, from] = [Reflect.get(wanted, field), Reflect.get(known, field)];
    return to === undefined || isSame(to, from) ? [] : [{ field, from: shown(from), to: shown(to) }];
  });
}
