import { eventually, expectStatus, type TestBroker } from '@ems/testing';
import { makePublished } from './events';
import { startFakeSessionService, startFakeSpeakerService } from './fake-upstream';
import type { sampleSchedule } from './schedule';
import { startEventService } from './start';

interface Options {
  slug?: string;
  broker?: TestBroker;
  /** Which events have the schedule; all, unless it is said. */
  has?: (eventId: string) => boolean;
  /** What SummarizeEvent answers. */
  summary?: object;
}

/** event-service between services that answer with this schedule, and a published event. */
export async function startScheduled(
  schedule: ReturnType<typeof sampleSchedule>,
  { slug, broker, has = () => true, summary = {} }: Options = {},
) {
  const list = ({ event_id }: Record<string, unknown>) => (has(String(event_id)) ? schedule : {});
  const sessions = await startFakeSessionService({
    StreamSlotsByEvent: list,
    StreamSessionsByEvent: list,
    SummarizeEvent: () => summary,
  });
  const speakers = await startFakeSpeakerService({
    StreamSpeakers: ({ ids }) => ({ speakers: schedule.speakers(ids) }),
  });
  const running = await startEventService({
    ...(broker && { broker }),
    sessionTarget: sessions.target,
    speakerTarget: speakers.target,
  });
  const event = await makePublished(running, slug === undefined ? {} : { slug });
  /** From then on both services are there, whatever a busy machine makes of the first call. */
  const recover = async () => {
    for (const upstream of [sessions, speakers]) {
      upstream.behave('healthy');
      await upstream.up();
    }
    await eventually(async () => {
      const { body } = expectStatus(await running.as()('get', `/events/${event.id}/schedule`), 200);
      return !body.degraded;
    });
  };
  await recover();
  return {
    sessions,
    speakers,
    running,
    event,
    recover,
    async stop() {
      await running.stop();
      await Promise.all([sessions.stop(), speakers.stop()]);
    },
  };
}

export type Scheduled = Awaited<ReturnType<typeof startScheduled>>;
