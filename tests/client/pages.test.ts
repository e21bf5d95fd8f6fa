import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type FaultyGateway, startFaultyGateway } from './faulty-gateway';
import { eventBody, type Person, signUp } from './people';

const names = ['Attic', 'Bar', 'Cellar', 'Den', 'Entrance'];
let network: FaultyGateway;
let ada: Person;
let eventId: string;
beforeAll(async () => {
  network = await startFaultyGateway();
  ada = await signUp(network.url);
  eventId = (await ada.client.post('/events', { body: eventBody('Many rooms') })).data.id;
  for (const [position, name] of names.entries())
    await ada.client.post('/rooms', { body: { eventId, name, position } });
});
afterAll(() => network.stop());
beforeEach(() => {
  network.calls.length = 0;
});

const rooms = () => ada.client.all('/rooms', { params: { query: { eventId, limit: 2 } } });

test('all items come, each once and in their order, over as many pages as there are', async () => {
  const found: string[] = [];
  network.fail('GET /rooms', 'lost-reply');
  for await (const { name } of rooms()) found.push(name);
  expect(found).toEqual(names);
  expect(network.calls).toEqual(Array(4).fill('GET /rooms'));
});

test('a page is asked for when the one before has been read', async () => {
  for await (const { name } of rooms()) if (name === 'Bar') break;
  expect(network.calls).toHaveLength(1);
});
