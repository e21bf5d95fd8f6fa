import type { Contract } from '@ems/chassis/http';
import { type ApiCall, api } from '@ems/testing';
import type { Response } from 'supertest';
import type { TestEvent } from './events';
import { entriesOf } from './icalendar';
import { sampleSchedule } from './schedule';
import { startScheduled } from './scheduled';

/** As it came, whatever its type. */
const asText = (response: Response, done: (error: Error | null, text: string) => void) => {
  const stream = response as unknown as NodeJS.ReadableStream;
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', chunk => {
    text += chunk;
  });
  stream.on('end', () => done(null, text));
};

/** A published event with a schedule, which every other event has too, and its feeds. */
export async function startFeeds(slug: string) {
  const schedule = sampleSchedule();
  const { running, event, stop } = await startScheduled(schedule, { slug });
  const get = (path: string, made: Pick<TestEvent, 'slug'> = event): ApiCall<Contract, string> =>
    api(running.url)('get', `/events/${made.slug}${path}`).buffer(true).parse(asText);
  return {
    schedule,
    running,
    event,
    get,
    /** The calendar's entries by UID. */
    calendar: async (made: Pick<TestEvent, 'slug'> = event) => entriesOf((await get('/schedule.ics', made)).body),
    stop,
  };
}

export type Feeds = Awaited<ReturnType<typeof startFeeds>>;
