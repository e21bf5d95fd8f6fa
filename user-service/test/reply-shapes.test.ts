import { expectReplyShapes } from '@ems/testing';
import { afterAll, beforeAll, test } from '@jest/globals';
import { type App, startUserService } from './support/user-service';

let running: App;
beforeAll(async () => {
  running = await startUserService();
});
afterAll(() => running.stop());

test('each reply has what its schema names, and nothing else', () => {
  expectReplyShapes(running.service.routes);
});
