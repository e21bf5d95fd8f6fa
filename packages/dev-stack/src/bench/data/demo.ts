import { join } from 'node:path';
import { withClient } from '@ems/chassis/database';
import { inParallel } from '../../in-parallel.ts';
import { runCommand, tail } from '../../processes/run-command.ts';
import { root } from '../../stack/config.ts';
import { get } from '../load/request.ts';
import type { Target } from '../targets/target.ts';
import { post, request } from './api.ts';

/** What the cases ask for. */
export interface DemoData {
  organizer: { id: string };
  /** The event of the demo's programme, with its 79 slots. */
  eventId: string;
}

interface Page<T> {
  data: T[];
}

interface Text {
  title: string;
  abstract: string;
  description: string;
}

const account = { email: 'bench-organizer@example.org', password: 'development-organizer' };
/** How many published events the lists are of. */
const eventCount = 200;

/** Enters the demo's programme as an organizer would, and events beside it that have its texts. */
export async function loadDemo(system: Target): Promise<DemoData> {
  await enterDemo(system.origin);
  const login = await post<{ user: { id: string }; accessToken: string }>(
    system.origin,
    '/api/v1/auth/login',
    undefined,
    account,
  );
  const event = await request<{ id: string }>(system.origin, get('/api/v1/events/camp2019'));
  const texts = await request<Page<Text>>(system.origin, get(`/api/v1/sessions?limit=100&eventId=${event.id}`));
  await createEvents(system.origin, login.accessToken, texts.data);
  return { organizer: { id: login.user.id }, eventId: event.id };
}

async function enterDemo(origin: string): Promise<void> {
  const env = { ...process.env, GATEWAY_URL: origin, DEMO_EMAIL: account.email, DEMO_PASSWORD: account.password };
  const { code, output } = await runCommand(process.execPath, [join(root, 'scripts/demo/main.ts')], { cwd: root, env });
  if (code !== 0) throw new Error(`The programme could not be loaded:\n${tail(output)}`);
}

async function createEvents(origin: string, token: string, texts: readonly Text[]): Promise<void> {
  await inParallel(Array.from({ length: eventCount }), async (_, index) => {
    const { title = '', abstract = '', description = '' } = texts[index % texts.length] ?? {};
    const startsAt = Date.UTC(2031, 0, 1 + index, 8);
    const event = await post<{ id: string }>(origin, '/api/v1/events', token, {
      title: `${title.slice(0, 150)} ${index}`,
      description: [abstract, description].filter(Boolean).join('\n\n').slice(0, 5_000),
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + 3 * 86_400_000).toISOString(),
      timezone: 'Europe/Berlin',
      venue: { name: `House ${index % 40}`, city: 'Berlin', country: 'DE' },
      capacity: 500,
      tags: ['open source', `topic ${index % 25}`],
    });
    await post(origin, `/api/v1/events/${event.id}/publish`, token);
  });
}

/** Whether every message so far has been handed to the broker. */
export async function areOutboxesEmpty({ databases }: Target): Promise<boolean> {
  const isEmpty = (url: string) =>
    withClient(url, async client => {
      const { rowCount } = await client.query('SELECT FROM outbox WHERE published_at IS NULL LIMIT 1');
      return rowCount === 0;
    });
  return (await Promise.all(Object.values(databases).map(isEmpty))).every(Boolean);
}
