import { deliverSamples, startBroker } from '@ems/testing';
import { expect, test } from '@jest/globals';
import { startUserService } from './support/user-service';

test('messages of every earlier shape are still handled', async () => {
  const broker = await startBroker();
  const app = await startUserService({}, broker);
  expect(await deliverSamples(broker, app.database, 'user-service')).toEqual([]);
  await app.stop();
});
