import { expectReplyShapes } from '@ems/testing';
import { afterAll, beforeAll, test } from '@jest/globals';
import { type App, startEventService } from './support/start';

let running: App;
beforeAll(async () => {
  running = await startEventService();
});
afterAll(() => running.stop());

test('each reply has what its schema names, and nothing else', () => {
  expectReplyShapes(running.service.routes);
});
