import type { Reply } from './methods.ts';

interface Page {
  data: readonly unknown[];
  page: { nextCursor: string | null };
}

interface ListInit {
  params?: { query?: Record<string, unknown> };
}

/** The items of all pages, each page fetched when the one before has been read. */
export async function* all(
  get: (path: string, init: object) => Promise<Reply<unknown>>,
  path: string,
  init: ListInit = {},
): AsyncGenerator<unknown, void, undefined> {
  for (let next: { cursor?: string } | undefined = {}; next !== undefined; ) {
    const query = { limit: 100, ...init.params?.query, ...next };
    const { data, page } = (await get(path, { ...init, params: { ...init.params, query } })).data as Page;
    yield* data;
    next = page.nextCursor === null ? undefined : { cursor: page.nextCursor };
  }
}
