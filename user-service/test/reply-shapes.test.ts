import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectReplyShapes } from '@ems/testing';
import { afterAll, test } from '@jest/globals';
import { readConfig } from '../src/config';
import { createUserService } from '../src/service';

const folder = mkdtempSync(join(tmpdir(), 'ems-shapes-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('each reply has what its schema names, and nothing else', () => {
  // It is never started, so nothing is asked of a database.
  const places = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', KEYS_DIR: folder, MAIL_DIR: folder };
  expectReplyShapes(createUserService(readConfig({ NODE_ENV: 'test', ...places })).routes);
});
