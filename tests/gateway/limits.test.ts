import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask } from './ask';
import { type OwnGateway, ownGateway } from './own-gateway';
import { expectGuarded, expectProblem } from './problem';
import { type StandIn, standIn } from './stand-in';

let service: StandIn;
let gateway: OwnGateway;

beforeAll(async () => {
  service = await standIn((_, response) => response.end('{}'));
  const { address } = service;
  const services = {
    USER_SERVICE: address,
    EVENT_SERVICE: address,
    SESSION_SERVICE: address,
    SPEAKER_SERVICE: address,
  };
  gateway = await ownGateway(services, 'on');
});

afterAll(async () => {
  await gateway?.stop();
  await service.stop();
});

/** How many of so many requests, one after the other, are let through. */
async function letThrough(path: string, method: string, count: number): Promise<number> {
  let passed = 0;
  for (let asked = 0; asked < count; asked++) {
    const answer = await ask(path, { method, headers: { 'x-forwarded-for': `10.0.0.${asked}` } }, gateway.url);
    if (answer.status === 200) passed += 1;
    else {
      expectProblem(answer, 429, 'too-many-requests', path);
      expect(answer.header('retry-after')).toBe('3');
      expectGuarded(answer);
    }
  }
  return passed;
}

test('one address registers about 20 accounts at once, whatever address it claims to be', async () => {
  const passed = await letThrough('/api/v1/auth/register', 'POST', 30);
  expect(passed).toBeGreaterThanOrEqual(20);
  expect(passed).toBeLessThan(25);
});

test('refreshing tokens, reading and writing are not held up by that', async () => {
  expect(await letThrough('/api/v1/auth/refresh', 'POST', 50)).toBe(50);
  expect(await letThrough('/api/v1/events', 'GET', 50)).toBe(50);
  expect(await letThrough('/api/v1/events', 'POST', 50)).toBe(50);
});
