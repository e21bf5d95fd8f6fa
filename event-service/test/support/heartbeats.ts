import { randomUUID } from 'node:crypto';
import { messageOf, type TestBroker } from '@ems/testing';

/** Sends what the relays of session- and speaker-service send, until it is stopped. */
export function startHeartbeats(broker: TestBroker) {
  const beat = async () => {
    for (const service of ['session-service', 'speaker-service']) {
      const type = `${service}.relay-heartbeat.v1`;
      const id = randomUUID();
      await broker.publish(type, messageOf(type, service, 0, { oldestUnpublishedAt: null }, id), id);
    }
  };
  let beating = beat();
  const timer = setInterval(() => {
    beating = beating.then(beat);
  }, 200);
  return {
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}
