import { expectReplyShapes } from '@ems/testing';
import { afterAll, beforeAll, test } from '@jest/globals';
import { type App, startSpeakerService } from './support/start';

let running: App;
beforeAll(async () => {
  running = await startSpeakerService();
});
afterAll(() => running.stop());

test('each reply has what its schema names, and nothing else', () => {
  expectReplyShapes(running.service.routes);
});
