import { randomUUID } from 'node:crypto';
import { eventually, type MessagingApp, messageOf, painted, startMessagingApp, timelineStarted } from '@ems/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { painterProcesses } from './support/painter-processes';

interface Position {
  id: string;
  timeline: string;
}

describe('a database that is restored to an earlier copy', () => {
  let app: MessagingApp;
  beforeAll(async () => {
    app = await startMessagingApp({ hasTimelines: true });
    await app.plain.query(
      `CREATE TRIGGER effects_in_step BEFORE INSERT ON effects FOR EACH ROW EXECUTE FUNCTION refuse_subject_ahead('subject')`,
    );
  });
  const processes = painterProcesses();
  afterEach(processes.endAll);
  afterEach(async () => {
    await app.pause();
    await app.plain.query('DELETE FROM subjects_ahead');
  });
  afterAll(() => app.stop());

  const ahead = async () => {
    const rows = await app.plain.query<{ subject: string; sequence: number }>(
      'SELECT subject, sequence FROM subjects_ahead',
    );
    return new Map(rows.map(({ subject, sequence }) => [subject, sequence]));
  };
  const paintAndAwait = async (subject: string, sequence: number) => {
    const before = (await app.effects(subject)).length;
    await app.paint(subject, sequence, 'x');
    await eventually(async () => (await app.effects(subject)).length > before);
  };
  /** Takes the outbox back to what it was at the work's beginning, with the next id. */
  const loseWhat = async (work: () => Promise<void>) => {
    const [{ id } = { id: '0' }] = await app.plain.query<Position>('SELECT max(id)::text AS id FROM outbox');
    await work();
    await app.relay.stop();
    await app.plain.query('DELETE FROM outbox WHERE id > $1::bigint', [id]);
    await app.plain.query(`SELECT setval('outbox_id_seq', $1::bigint)`, [id]);
  };
  const timelines = () => app.plain.query<object>('SELECT FROM known_timelines');

  test('what was received of its lost history is found, and stays ahead until something newer is said', async () => {
    const [kept, changed, created] = [randomUUID(), randomUUID(), randomUUID()];
    await app.listen();
    await paintAndAwait(kept, 1);
    await paintAndAwait(changed, 1);
    await loseWhat(async () => {
      await paintAndAwait(changed, 2);
      await paintAndAwait(created, 1);
      await paintAndAwait(changed, 3);
    });
    app.relay = app.startRelay();
    await eventually(async () => (await ahead()).size > 0);
    expect(await ahead()).toEqual(
      new Map([
        [changed, 3],
        [created, 1],
      ]),
    );
    await paintAndAwait(changed, 2);
    expect((await ahead()).get(changed)).toBe(3);
    await app.paint(changed, 4, 'newer');
    await eventually(async () => !(await ahead()).has(changed));
    expect([...(await ahead()).keys()]).toEqual([created]);
  });

  test('nothing is written that belongs to what is ahead, but by what its owner says', async () => {
    const subject = randomUUID();
    await app.listen();
    await loseWhat(() => paintAndAwait(subject, 5));
    app.relay = app.startRelay();
    await eventually(async () => (await ahead()).has(subject));
    const write = (of: string) =>
      app.plain.database.transact(
        async tx => tx.$executeRaw`INSERT INTO effects (subject, sequence) VALUES (${of}, 0)`,
      );
    await expect(write(subject)).rejects.toMatchObject({ kind: 'unavailable', code: 'out-of-step' });
    expect(await write(randomUUID())).toBe(1);
    await paintAndAwait(subject, 4);
    await expect(write(subject)).rejects.toMatchObject({ code: 'out-of-step' });
    await paintAndAwait(subject, 6);
    expect(await write(subject)).toBe(1);
  });

  test('a late message of the lost history has no effect', async () => {
    const subject = randomUUID();
    const seen = randomUUID();
    await app.listen();
    await loseWhat(() => paintAndAwait(seen, 1));
    const [lost] = await app.plain.query<Position>(
      'SELECT timeline::text, position::text AS id FROM inbox WHERE subject = $1',
      [seen],
    );
    const known = (await timelines()).length;
    app.relay = app.startRelay();
    await eventually(async () => (await timelines()).length > known);
    const late = { ...messageOf(painted.type, subject, 1, { colour: 'lost' }), timeline: lost?.timeline };
    await app.broker.publish(painted.type, { ...late, position: String(Number(lost?.id) + 1) }, late.id);
    // Messages of one subject come one after the other.
    await app.paint(subject, 2, 'new');
    await eventually(async () => (await app.effects(subject)).length > 0);
    expect(await app.effects(subject)).toEqual([{ sequence: 2, colour: 'new' }]);
  });

  test('what is written before a relay leads hides nothing that was lost at its position', async () => {
    const subject = randomUUID();
    await app.listen();
    await loseWhat(() => paintAndAwait(subject, 1));
    for (let sequence = 1; sequence <= 3; sequence++) await app.paint(randomUUID(), sequence, 'early');
    app.relay = app.startRelay();
    await eventually(async () => (await ahead()).has(subject));
  });

  test('no change of leader is taken for a restore, whoever writes, freezes or is killed meanwhile', async () => {
    const subjects = Array.from({ length: 20 }, () => randomUUID());
    const signals = ['SIGKILL', 'SIGSTOP', undefined, 'SIGKILL', undefined, undefined] as const;
    const relays = signals.map(signal => signal && startRelayProcess());
    const standby = app.startRelay();
    await app.listen();
    try {
      for (const [change, signal] of signals.entries()) {
        const before = (await timelines()).length;
        const written = subjects.map(subject => app.paint(subject, change + 1, 'x'));
        await endLeader();
        relays[change]?.child.kill(signal);
        await Promise.all(written);
        await eventually(async () => (await timelines()).length > before, 30_000);
      }
      await eventually(async () => {
        const [row] = await app.plain.query<{ count: number }>(
          'SELECT count(*)::int AS count FROM inbox WHERE subject = ANY($1)',
          [subjects],
        );
        return row?.count === subjects.length * signals.length;
      }, 30_000);
      expect(await ahead()).toEqual(new Map());
    } finally {
      await standby.stop();
      await Promise.all(relays.map(relay => relay?.end()));
    }
  });

  const startRelayProcess = () =>
    processes.start('relay-process', [app.plain.url, app.broker.amqpUrl('painter'), timelineStarted.type]);
  const endLeader = () =>
    app.plain.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND granted AND application_name LIKE '% relay'`,
    );
});
