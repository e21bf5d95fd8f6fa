import request from 'supertest';
import { z } from 'zod';
import { createAuthenticator } from '../auth';
import { newId, type Sql } from '../database';
import { conflict } from '../errors';
import {
  createApp,
  created,
  decodeCursor,
  httpServer,
  noContent,
  ok,
  pageOf,
  pageQuery,
  routesFor,
  textLine,
  toPage,
} from '../http';
import { createLogger } from '../log';
import { watchLeaks } from './leaks';
import { createPlainDatabase, type PlainDatabase } from './plain-database';
import { createTestTokens } from './tokens';

const route = routesFor<Sql>();
const note = z.object({ id: z.uuid(), text: z.string(), version: z.int() });
const noteBody = z.strictObject({ text: textLine(20) });
export type Note = z.infer<typeof note>;

const noteRoutes = (database: PlainDatabase['database'], gate: { wait: Promise<void> }) => [
  route({
    method: 'post',
    path: '/notes',
    summary: 'Write',
    access: 'user',
    body: noteBody,
    replies: { 201: note },
    handle: async ({ body, transact }) => {
      await gate.wait;
      return transact(
        async tx => {
          const id = newId();
          await tx.$executeRaw`INSERT INTO notes (id, text) VALUES (${id}, ${body.text})`;
          return created(`/api/v1/notes/${id}`, { id, text: body.text, version: 1, secret: 'never shown' });
        },
        { notes_text_key: () => conflict('note.taken', 'There is such a note.') },
      );
    },
  }),
  route({
    method: 'get',
    path: '/notes',
    summary: 'List',
    access: 'public',
    query: z.strictObject({ ...pageQuery }),
    replies: { 200: pageOf(note) },
    handle: async ({ query }) => {
      const after = decodeCursor(z.tuple([z.string()]), query.cursor)?.[0] ?? '';
      const rows = await database.read.$queryRaw<Note[]>`
        SELECT id, text, version FROM notes WHERE text > ${after} ORDER BY text LIMIT ${query.limit + 1}`;
      return ok(
        toPage(
          rows,
          query.limit,
          row => [row.text],
          row => row,
        ),
      );
    },
  }),
  route({
    method: 'patch',
    path: '/notes/:id',
    summary: 'Change',
    access: 'user',
    params: z.strictObject({ id: z.uuid() }),
    body: noteBody,
    replies: { 200: note },
    handle: ({ params, body, transact, requireFresh }) =>
      transact(async tx => {
        const [current] = await tx.$queryRaw<
          Note[]
        >`SELECT id, text, version FROM notes WHERE id = ${params.id} FOR UPDATE`;
        if (!current) throw new Error('a fault with a secret: hunter2');
        requireFresh(current);
        await tx.$executeRaw`UPDATE notes SET text = ${body.text}, version = version + 1 WHERE id = ${params.id}`;
        return ok({ ...current, text: body.text, version: current.version + 1 });
      }),
  }),
  route({
    method: 'delete',
    path: '/notes',
    summary: 'Clear',
    access: 'admin',
    replies: { 204: null },
    handle: async () => noContent(),
  }),
];

const table =
  'CREATE TABLE notes (id text PRIMARY KEY, text text CONSTRAINT notes_text_key UNIQUE, version int NOT NULL DEFAULT 1);';

/** A small service of notes, to hold the chassis' own habits to their word. `gate.wait` keeps its writes back. */
export async function startNotes() {
  const checkLeaks = watchLeaks();
  const tokens = createTestTokens();
  const gate = { wait: Promise.resolve() };
  const authorization = `Bearer ${tokens.tokenFor(newId())}`;
  const plain = await createPlainDatabase(table);
  const app = createApp({
    database: plain.database,
    logger: createLogger('notes', 'silent'),
    authenticate: createAuthenticator('ems', tokens.keys),
    requireStanding: async () => undefined,
    routes: noteRoutes(plain.database, gate),
    inner: {},
  });
  const server = httpServer(app, '127.0.0.1', 0);
  await server.start();
  const base = `http://127.0.0.1:${server.port()}/api/v1`;
  return {
    base,
    tokens,
    gate,
    authorization,
    query: plain.query,
    write(text: unknown, key?: string) {
      const call = request(base).post('/notes').set('authorization', authorization);
      return (key ? call.set('idempotency-key', key) : call).send({ text });
    },
    count: async () => Number((await plain.query<{ n: string }>('SELECT count(*) AS n FROM notes'))[0]?.n),
    async stop() {
      await server.stop();
      await plain.database.close();
      await plain.drop();
      await checkLeaks();
    },
  };
}

export type Notes = Awaited<ReturnType<typeof startNotes>>;
