import { createAuthenticator } from '@ems/chassis/auth';
import { newId, type Sql } from '@ems/chassis/database';
import { domainErrors } from '@ems/chassis/errors';
import {
  type BodyLimits,
  createApp,
  created,
  httpServer,
  keyset,
  noContent,
  ok,
  pageOf,
  pageQuery,
  routesFor,
  textLine,
  totalOf,
} from '@ems/chassis/http';
import { createLogger } from '@ems/chassis/log';
import request from 'supertest';
import { z } from 'zod';
import { watchLeaks } from './leaks';
import { createPlainDatabase, type PlainDatabase } from './plain-database';
import { createTestTokens } from './tokens';

const route = routesFor<Sql, never, 'note.taken'>();
const problem = domainErrors({ 'note.taken': { kind: 'conflict' } });
const note = z.object({ id: z.uuid(), text: z.string(), version: z.int() });
const noteBody = z.strictObject({ text: textLine(20) });
export type Note = z.infer<typeof note>;

const byText = keyset(['ascii'], ({ text }: Note) => [text]);

const noteRoutes = (database: PlainDatabase['database'], hold: { wait: Promise<void> }) => [
  route({
    method: 'post',
    path: '/notes',
    operationId: 'createNote',
    tag: 'Notes',
    summary: 'Write',
    description: 'Write.',
    access: 'user',
    body: noteBody,
    replies: { 201: note },
    problems: ['note.taken'],
    handle: async ({ body, transact }) => {
      await hold.wait;
      return transact(
        async tx => {
          const id = newId();
          await tx.$executeRaw`INSERT INTO notes (id, text) VALUES (${id}, ${body.text})`;
          return created(`/api/v1/notes/${id}`, { id, text: body.text, version: 1, secret: 'never shown' });
        },
        { notes_text_key: () => problem('note.taken', 'There is such a note.') },
      );
    },
  }),
  route({
    method: 'get',
    path: '/notes',
    operationId: 'listNotes',
    tag: 'Notes',
    summary: 'List',
    description: 'List.',
    access: 'public',
    query: z.strictObject({ ...pageQuery }),
    replies: { 200: pageOf(note) },
    handle: async ({ query }) => {
      const [after] = byText.after(query.cursor) ?? [''];
      const rows = await database.client.$queryRaw<Note[]>`
        SELECT id, text, version FROM notes WHERE text > ${after} ORDER BY text LIMIT ${query.limit + 1}`;
      const total = await totalOf(query.count, async most => {
        const [counted] = await database.client.$queryRaw<{ count: number }[]>`
          SELECT count(*)::int AS count FROM (SELECT FROM notes LIMIT ${most}) found`;
        return counted?.count ?? 0;
      });
      return ok(byText.page(rows, query.limit, row => row, total));
    },
  }),
  route({
    method: 'patch',
    path: '/notes/:id',
    operationId: 'updateNote',
    tag: 'Notes',
    summary: 'Change',
    description: 'Change.',
    access: 'user',
    params: z.strictObject({ id: z.uuid() }),
    body: noteBody,
    replies: { 200: note },
    problems: ['precondition-failed'],
    handle: ({ params, body, transact, requireIfMatch }) =>
      transact(async tx => {
        const [current] = await tx.$queryRaw<
          Note[]
        >`SELECT id, text, version FROM notes WHERE id = ${params.id} FOR UPDATE`;
        if (!current) throw new Error('a fault with a secret: hunter2');
        requireIfMatch(current);
        await tx.$executeRaw`UPDATE notes SET text = ${body.text}, version = version + 1 WHERE id = ${params.id}`;
        return ok({ ...current, text: body.text, version: current.version + 1 });
      }),
  }),
  route({
    method: 'delete',
    path: '/notes',
    operationId: 'clearNotes',
    tag: 'Notes',
    summary: 'Clear',
    description: 'Clear.',
    access: 'admin',
    replies: { 204: null },
    handle: async () => noContent(),
  }),
];

const table =
  'CREATE TABLE notes (id text PRIMARY KEY, text text CONSTRAINT notes_text_key UNIQUE, version int NOT NULL DEFAULT 1);';

/** A small service of notes, to test the HTTP conventions of the chassis. `hold.wait` keeps its writes back. */
export async function startHttpApp(bodyLimits?: BodyLimits) {
  const checkLeaks = watchLeaks();
  const tokens = createTestTokens();
  const hold = { wait: Promise.resolve() };
  const revoked = new Set<string>();
  const authorization = `Bearer ${tokens.tokenFor(newId())}`;
  const plain = await createPlainDatabase(table);
  const app = createApp({
    database: plain.database,
    logger: createLogger('notes', 'silent'),
    authenticate: createAuthenticator('ems', tokens.keys, ({ userId }) => revoked.has(userId)),
    requireNotRevoked: async () => undefined,
    sealSecrets: ['secret of the notes'],
    routes: noteRoutes(plain.database, hold),
    inner: {},
    ...(bodyLimits && { bodyLimits }),
  });
  const server = httpServer(app, '127.0.0.1', 0);
  await server.start();
  const base = `http://127.0.0.1:${server.port()}/api/v1`;
  return {
    base,
    tokens,
    hold,
    /** Whose tokens count no longer. */
    revoked,
    authorization,
    query: plain.query,
    write(text: unknown, key?: string): request.Test {
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

export type HttpApp = Awaited<ReturnType<typeof startHttpApp>>;
