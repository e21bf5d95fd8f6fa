/**
 * Keeps the page of the tickets for when there is no network, and answers for nothing else: its scope is /tickets.
 * No reply of the API is kept here.
 */
import { answer, keep, type WorkerScope } from './offline.ts';

const scope = globalThis as unknown as WorkerScope;
scope.addEventListener('install', event => {
  event.waitUntil(keep().then(() => scope.skipWaiting()));
});
scope.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method === 'GET' && !new URL(request.url).pathname.startsWith('/api/'))
    event.respondWith(answer(request));
});
