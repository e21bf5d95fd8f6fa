import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { domainErrors } from '@ems/chassis/errors';
import { brokerLogin } from '@ems/chassis/messaging';
import { eventually, type MessagingApp, startMessagingApp } from '@ems/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from 'amqplib';

const problem = domainErrors({ 'wall.wet': { kind: 'conflict' }, 'wall.gone': { kind: 'conflict' } });
const run = promisify(execFile);

describe('dead letters', () => {
  let app: MessagingApp;
  beforeAll(async () => {
    app = await startMessagingApp();
  });
  beforeEach(() => app.listen());
  afterEach(() => app.pause());
  afterAll(() => app.stop());

  const command = (...args: string[]) => {
    const { protocol, host, username, password, pathname } = new URL(app.broker.amqpUrl('painter'));
    const env = {
      DATABASE_URL: app.plain.url,
      AMQP_URL: `${protocol}//${username}@${host}${pathname}`,
      AMQP_PASSWORD: decodeURIComponent(password),
    };
    return run(process.execPath, [require.resolve('@ems/operations/dead-letters/command'), ...args], { env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  };
  const listed = async (
    ...args: string[]
  ): Promise<{ id: string; subject: string; error: string; attempts: number }[]> =>
    (await command('list', ...args)).stdout
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line));
  /** Paints in a colour that is refused, and waits until the message is dead. */
  const refused = async (colour: string) => {
    const subject = randomUUID();
    app.handle = async () => {
      throw problem('wall.wet', 'The wall is wet.');
    };
    await app.paint(subject, 1, colour);
    const letter = await eventually(async () => (await listed()).find(found => found.subject === subject));
    app.handle = async () => undefined;
    return letter;
  };
  const recordOf = async (id: string) =>
    (await app.plain.query<{ action: string }>('SELECT action FROM audit WHERE subject = $1', [id])).map(
      ({ action }) => action,
    );

  test('are listed with their reason as often as one looks, and stay', async () => {
    const { id } = await refused('red');
    for (let looks = 0; looks < 25; looks++) {
      expect(await listed('--id', id)).toEqual([
        expect.objectContaining({ id, type: 'wall.painted.v1', error: 'The wall is wet.', attempts: 1 }),
      ]);
    }
    expect(await listed('--type', 'wall.other.v1')).toEqual([]);
  });

  test('have their effect once when they are sent back, which is on record; others are left', async () => {
    const [meant, other] = [await refused('green'), await refused('blue')];
    expect(await command('redrive', '--id', meant.id)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('1 redriven'),
    });
    await eventually(async () => (await app.effects(meant.subject)).length === 1);
    expect(await app.effects(other.subject)).toEqual([]);
    expect((await listed()).map(({ id }) => id)).toContain(other.id);
    expect((await listed()).map(({ id }) => id)).not.toContain(meant.id);
    expect(await recordOf(meant.id)).toEqual(['message.redriven']);
    expect(await recordOf(other.id)).toEqual([]);
  });

  test('all go back at once, and what fails again is dead again with its attempts counted anew', async () => {
    const letters = [await refused('one'), await refused('two'), await refused('three')];
    app.handle = async colour => {
      if (colour === 'two') throw problem('wall.gone', 'The wall is gone.');
    };
    await command('redrive', '--all');
    await eventually(async () => (await app.effects(String(letters[2]?.subject))).length === 1);
    const again = await eventually(async () => (await listed('--id', String(letters[1]?.id)))[0]);
    expect(again).toMatchObject({ error: 'The wall is gone.', attempts: 1 });
    app.handle = async () => undefined;
    expect(await app.effects(String(letters[0]?.subject))).toHaveLength(1);
  });

  test('that came in by hand, with whatever headers, are listed too', async () => {
    const url = app.broker.amqpUrl('painter');
    const connection = await connect(url, brokerLogin(url));
    const channel = await connection.createConfirmChannel();
    const headers = { 'x-attempt': 'many', 'x-last-error': 5, 'x-first-failed-at': ['never'] };
    channel.publish('painter', 'painter.dead', Buffer.from('nonsense'), { messageId: 'by-hand', headers });
    await channel.waitForConfirms();
    await connection.close();
    expect(await listed('--id', 'by-hand')).toEqual([
      {
        id: 'by-hand',
        type: '',
        subject: null,
        error: 'unknown',
        attempts: 0,
        firstFailedAt: null,
        lastFailedAt: null,
      },
    ]);
    await command('discard', '--id', 'by-hand', '--reason', 'nonsense');
  });

  test('are dropped only one by one, with a reason, which is on record', async () => {
    const { id, subject } = await refused('white');
    expect(await command('discard', '--id', id)).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
    expect(await command('discard', '--all', '--reason', 'x')).toMatchObject({ code: 2 });
    expect(await command('redrive')).toMatchObject({ code: 2 });
    expect(await listed('--id', id)).toHaveLength(1);
    expect(await command('discard', '--id', id, '--reason', 'painted by hand')).toMatchObject({ code: 0 });
    expect(await listed('--id', id)).toEqual([]);
    expect(await app.effects(subject)).toEqual([]);
    const [entry] = await app.plain.query<{ facts: object }>('SELECT facts FROM audit WHERE subject = $1', [id]);
    expect(entry?.facts).toMatchObject({ reason: 'painted by hand', error: 'The wall is wet.', subject });
  });
});
