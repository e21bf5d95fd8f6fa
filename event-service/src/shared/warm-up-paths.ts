import type { EventDatabase } from './database';

/** What is read most, of the published event that ends next: it is the one that people look at. */
export async function warmUpPaths({ sql }: EventDatabase): Promise<string[]> {
  const [event] = await sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM events WHERE status = 'published' ORDER BY ends_at LIMIT 1`;
  return ['/events?limit=5', ...(event ? [`/events/${event.id}`, `/events/${event.id}/schedule`] : [])];
}
