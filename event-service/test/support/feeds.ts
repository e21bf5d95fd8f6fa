import type { Response } from 'supertest';
import { entriesOf } from './calendar';
import { type Made, makePublished } from './events';
import { startSessionPeer, startSpeakerPeer } from './peers';
import { smallProgramme } from './programme';
import { startEventService } from './start';

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

/** A published event with a programme, which every other event has too, and its feeds. */
export async function startFeeds(slug: string) {
  const programme = smallProgramme();
  const sessions = await startSessionPeer({ ListSlotsByEvent: () => programme });
  const speakers = await startSpeakerPeer({
    BatchGetSpeakers: ({ ids }) => ({ speakers: programme.speakers(ids) }),
  });
  const running = await startEventService({ sessionTarget: sessions.target, speakerTarget: speakers.target });
  const event = await makePublished(running, { slug });
  const get = (path: string, made: Pick<Made, 'slug'> = event) =>
    running.as()('get', `/events/${made.slug}${path}`).buffer(true).parse(asText);
  return {
    programme,
    running,
    event,
    get,
    /** The calendar's entries by UID. */
    calendar: async (made: Pick<Made, 'slug'> = event) => entriesOf((await get('/schedule.ics', made)).body),
    async stop() {
      await running.stop();
      await Promise.all([sessions.stop(), speakers.stop()]);
    },
  };
}

export type Feeds = Awaited<ReturnType<typeof startFeeds>>;
