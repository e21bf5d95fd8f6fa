import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findService } from '../services.ts';
import { DEFAULT_GATEWAY, DEFAULT_LOGINS, type StackConfig } from './config.ts';
import { readSettings } from './settings.ts';
import { amqpUrl, databaseUrl, managementUrl, ownerUrl } from './urls.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
after(() => rmSync(folder, { recursive: true }));

const hard = 'p@ss/wo#rd %41$x:?"&é';

test('a secret may be in a file, found from .env, and the file wins; the environment wins over .env', () => {
  writeFileSync(join(folder, 'broker'), `${hard}\n`);
  writeFileSync(
    join(folder, '.env'),
    `RABBITMQ_PASSWORD=plain\nRABBITMQ_PASSWORD_FILE=broker\nUSER_DB_PASSWORD='${hard}'\nLOG_LEVEL=warn\nMAIL_FROM=`,
  );
  const settings = readSettings(folder, { LOG_LEVEL: 'debug' });
  assert.equal(settings.RABBITMQ_PASSWORD, hard);
  assert.equal(settings.USER_DB_PASSWORD, hard);
  assert.equal(settings.LOG_LEVEL, 'debug');
  assert.equal('MAIL_FROM' in settings, false);
});

test('a file that cannot be read is named, with its variable', () => {
  assert.throws(() => readSettings(folder, { ADMIN_PASSWORD_FILE: 'nothing' }), {
    message: `ADMIN_PASSWORD_FILE names ${join(folder, 'nothing')}, which cannot be read. Correct it in .env.`,
  });
});

test('passwords of any characters come whole out of every URL', () => {
  const user = findService('user-service');
  const config: StackConfig = {
    ...DEFAULT_LOGINS,
    gateway: DEFAULT_GATEWAY,
    directory: folder,
    logs: folder,
    ports: new Map(),
    serviceEnv: {},
    durable: false,
    rabbitmq: { user: 'a@b', password: hard },
    passwords: { USER_DB_PASSWORD: hard, USER_DB_OWNER_PASSWORD: hard, USER_SERVICE_AMQP_PASSWORD: hard },
  };
  for (const makeUrl of [databaseUrl, ownerUrl, amqpUrl, managementUrl]) {
    const { password, hostname } = new URL(makeUrl(config, user));
    assert.deepEqual([decodeURIComponent(password), hostname], [hard, '127.0.0.1']);
  }
  const speaker = new URL(ownerUrl(config, findService('speaker-service')));
  assert.equal(speaker.password, 'speaker_service_owner');
});
