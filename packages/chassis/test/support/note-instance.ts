import { keepReplies } from '@ems/chassis/cache';
import { newId, type Sql } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import { aroundReady, createApp, httpServer, ok, routesFor } from '@ems/chassis/http';
import { createLogger } from '@ems/chassis/log';
import { openPlainDatabase } from '@ems/testing';
import { z } from 'zod';

/** Notes with a version each, of which every change is told of. */
export const noteTables = `
  CREATE TABLE notes (id text PRIMARY KEY, version int NOT NULL DEFAULT 1);
  SELECT watch_public_table('notes', 'note', 'id');
  INSERT INTO notes (id) VALUES ('a'), ('b');`;

export interface Note {
  id: string;
  version: number;
}

const route = routesFor<Sql>();
const note = z.object({ id: z.string(), version: z.int() });
const logger = createLogger('notes', 'silent');

/**
 * One of several instances of a small service that keeps its replies.
 * @param url of the database, for its statements
 * @param askedAt the same, for what has changed
 */
export async function startNoteInstance(url: string, askedAt: string) {
  const database = openPlainDatabase(url);
  let composed = 0;
  const find = (id: string | null) => {
    composed++;
    return database.sql.$queryRaw<
      Note[]
    >`SELECT id, version FROM notes WHERE ${id}::text IS NULL OR id = ${id} ORDER BY id`;
  };
  const { replies, component } = keepReplies({ name: newId(), databaseUrl: askedAt, database, logger, maxBytes: 1e6 });
  const about = { method: 'get', tag: 'Notes', summary: 'Read', description: 'Read.', access: 'public' } as const;
  const app = createApp({
    database,
    logger,
    authenticate: () => Promise.reject(notFound('caller')),
    requireNotRevoked: async () => undefined,
    sealSecrets: ['secret of the notes'],
    replies,
    inner: {},
    routes: [
      route({
        ...about,
        path: '/notes',
        operationId: 'listNotes',
        replies: { 200: z.object({ data: z.array(note) }) },
        shared: { query: [] },
        handle: async () => ({ ...ok({ data: await find(null) }), shared: { tags: ['note'] } }),
      }),
      route({
        ...about,
        path: '/notes/:id',
        operationId: 'getNote',
        params: z.strictObject({ id: z.string() }),
        replies: { 200: note },
        shared: { query: [] },
        handle: async ({ params: { id } }) => ({ ...ok((await find(id))[0]), shared: { tags: [`note:${id}`] } }),
      }),
    ],
  });
  const server = httpServer(replies.listener(app, aroundReady(logger)), '127.0.0.1', 0);
  await component.start?.();
  await server.start();
  return {
    url: `http://127.0.0.1:${server.port()}/api/v1`,
    /** How many replies were made of rows. */
    composed: () => composed,
    /** @returns the version that it has now */
    write: (id: string): Promise<number> =>
      database.transactSql(async sql => {
        const [row] = await sql.$queryRaw<
          Note[]
        >`UPDATE notes SET version = version + 1 WHERE id = ${id} RETURNING version`;
        return row?.version ?? 0;
      }),
    async stop() {
      await server.stop();
      await component.stop?.();
      await database.close();
    },
  };
}
