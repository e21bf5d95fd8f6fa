import { type ApiOf, type StartedService, startService, type TestBroker } from '@ems/testing';
import { readConfig } from '../../src/config';
import { createEventService, type EventService } from '../../src/service';

export type Api = ApiOf<EventService>;

export type App = StartedService<EventService>;

interface Surroundings {
  broker?: TestBroker;
  /** Where session-service and speaker-service answer; nobody does at the default. */
  sessionTarget?: string;
  speakerTarget?: string;
}

const nobody = '127.0.0.1:1';

/** By which addresses are compared. */
export const emailDigestKey = 'the key of addresses, of the tests alone, and long enough';

/** By which tickets are sealed in messages. */
export const ticketKey = 'the key of tickets, of the tests alone, and long enough';

/** event-service on a database and ports of its own. */
export const startEventService = ({ broker, sessionTarget, speakerTarget }: Surroundings = {}): Promise<App> =>
  startService({
    name: 'event-service',
    create: (environment, keys) => createEventService(readConfig(environment), { keys }),
    environment: {
      TICKET_KEY: ticketKey,
      EMAIL_DIGEST_KEY: emailDigestKey,
      PUBLIC_URL: 'https://ems.example',
      SESSION_GRPC_TARGET: sessionTarget ?? nobody,
      SPEAKER_GRPC_TARGET: speakerTarget ?? nobody,
    },
    broker,
  });
