import { expectReplyShapes } from '@ems/testing';
import { test } from '@jest/globals';
import { readConfig } from '../src/config';
import { createSpeakerService } from '../src/service';

test('each reply has what its schema names, and nothing else', () => {
  // It is never started, so nothing is asked of a database.
  const config = readConfig({ NODE_ENV: 'test', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
  expectReplyShapes(createSpeakerService(config).routes);
});
