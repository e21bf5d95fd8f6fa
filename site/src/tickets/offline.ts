interface InstallEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** What of a service worker is used; the compiler knows pages and workers only apart. */
export interface WorkerScope {
  addEventListener(type: 'install', listener: (event: InstallEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
  skipWaiting(): Promise<void>;
}

/** What the page is made of, by names that change with their content; put in when the pages are built. */
declare const ASSETS: readonly string[];

const cacheName = 'tickets';
const page = '/tickets';

/** Fetches the page and its parts, and forgets those of before. */
export async function keep(): Promise<void> {
  await caches.delete(cacheName);
  await (await caches.open(cacheName)).addAll([page, ...ASSETS]);
}

/** From the network where there is one, for a page may have changed; parts never change. */
export async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const kept = await caches.match(pathname);
  if (kept && pathname !== page) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
