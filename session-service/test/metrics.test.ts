import { eventually } from '@ems/testing';
import { afterAll, beforeAll, test } from '@jest/globals';
import { type App, startSessionService } from './support/start';

let app: App;
beforeAll(async () => {
  app = await startSessionService();
});
afterAll(() => app.stop());

test('metrics tell of double bookings, of which there are none', async () => {
  const measured = await app.second({ METRICS_PORT: '0' });
  const url = `http://127.0.0.1:${measured.service.metricsPort()}/metrics`;
  await eventually(async () => {
    const text = await (await fetch(url)).text();
    return text.includes('\ndouble_bookings{of="room"} 0\n') && text.includes('\ndouble_bookings{of="speaker"} 0\n');
  });
  await measured.stop();
});
