import { expectReplyShapes } from '@ems/testing';
import { test } from '@jest/globals';
import { readConfig } from '../src/config';
import { createUserService } from '../src/service';

test('each reply has what its schema names, and nothing else', () => {
  // It is never started, so nothing is asked of a database, or written.
  const places = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', KEYS_DIR: 'none', MAIL_DIR: 'none' };
  const config = readConfig({ NODE_ENV: 'test', ...places });
  expectReplyShapes(createUserService(config).routes);
});
