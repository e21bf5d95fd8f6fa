import type { SessionDatabase } from './database';

/** What is read most, of any event that the public may see. */
export async function warmUpPaths({ sql }: SessionDatabase): Promise<string[]> {
  const [event] = await sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM event_replicas WHERE status = 'published' AND NOT deleted ORDER BY id DESC LIMIT 1`;
  return event ? [`/rooms?eventId=${event.id}`, `/slots?eventId=${event.id}`] : [];
}
