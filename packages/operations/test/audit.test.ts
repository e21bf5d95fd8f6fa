import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { audit, forgetAuditDetails } from '@ems/chassis/audit';
import { createPlainDatabase, type PlainDatabase } from '@ems/testing';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';

const run = promisify(execFile);
const client = { address: '192.0.2.1', agent: 'a browser' };

interface Line {
  number: number;
  action: string;
  subject: string;
  details: typeof client | null;
}

describe('the audit log', () => {
  const databases: PlainDatabase[] = [];
  let plain: PlainDatabase;
  beforeEach(async () => {
    plain = await createPlainDatabase();
    databases.push(plain);
  });
  afterAll(async () => {
    for (const { database, drop } of databases) {
      await database.close();
      await drop();
    }
  });

  const note = (subject: string, facts = {}) =>
    plain.database.transact(tx => audit(tx, { action: 'wall.painted', actor: randomUUID(), subject, facts, client }));
  const command = (...args: string[]) =>
    run(process.execPath, [require.resolve('@ems/operations/audit/command'), ...args], {
      env: { DATABASE_URL: plain.url },
    }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  const headOf = ({ stdout }: { stdout: string }) => /^head (.*)$/m.exec(stdout)?.[1] ?? '';
  /** What somebody with all rights may do. */
  const tamper = (sql: string) =>
    plain.query(`BEGIN; SET session_replication_role = replica; ${sql}; COMMIT; SET session_replication_role = origin`);

  test('entries written at once are one chain, which the command finds whole', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => note(`wall ${index}`, { coats: index, colour: 'é"\\' })),
    );
    const verified = await command('verify');
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('40 entries') });
    const lines = (await command('list', '--last', '3')).stdout.trim().split('\n');
    expect(lines.map(line => (JSON.parse(line) as Line).number)).toEqual([38, 39, 40]);
  });

  test('an entry of a transaction that fails leaves no gap', async () => {
    await note('one');
    await expect(
      plain.database.transact(async tx => {
        await audit(tx, { action: 'wall.painted' });
        throw new Error('no paint');
      }),
    ).rejects.toThrow('no paint');
    await note('two');
    expect(await command('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('2 entries') });
  });

  test.each([
    `UPDATE audit SET action = 'other'`,
    `UPDATE audit SET details = '{}'`,
    'UPDATE audit SET details = NULL, actor = NULL',
    'DELETE FROM audit',
    'TRUNCATE audit',
    `INSERT INTO audit SELECT * FROM audit; UPDATE audit SET hash = previous`,
  ])('the database refuses: %s', async sql => {
    await note('wall');
    await expect(plain.query(sql)).rejects.toThrow('append-only');
    expect(await command('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('one entry') });
  });

  test('what an entry gives as its place in the chain is not believed', async () => {
    await note('one');
    await plain.query(`INSERT INTO audit (number, at, action, facts, previous, hash)
      VALUES (7, '2000-01-01Z', 'forged', '{}', 'x', 'y')`);
    expect(await command('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('2 entries') });
  });

  test.each([
    ['a changed word', `UPDATE audit SET action = 'other' WHERE number = 2`, 'entry 2 was changed'],
    ['a changed time', `UPDATE audit SET at = at + interval '1 microsecond' WHERE number = 2`, 'entry 2 was changed'],
    [
      'another address',
      `UPDATE audit SET details = jsonb_set(details, '{address}', '"x"') WHERE number = 2`,
      'details of entry 2',
    ],
    ['a missing entry', 'DELETE FROM audit WHERE number = 2', 'entry 2 is missing'],
    [
      'another order',
      `UPDATE audit SET number = (CASE number WHEN 4 THEN 50 ELSE 4 END) WHERE number > 3; UPDATE audit SET number = 5 WHERE number = 50`,
      'entry 4 does not follow',
    ],
  ])('%s is found', async (_, sql, finding) => {
    for (const subject of ['one', 'two', 'three', 'four', 'five']) await note(subject);
    await tamper(sql);
    expect(await command('verify')).toMatchObject({ code: 1, stderr: expect.stringContaining(finding) });
  });

  test('a log cut short, or made anew, is found by a head that was kept', async () => {
    for (const subject of ['one', 'two', 'three']) await note(subject);
    const head = headOf(await command('verify'));
    expect(await command('verify', '--head', head)).toMatchObject({ code: 0 });
    await tamper('DELETE FROM audit WHERE number > 1');
    expect(await command('verify')).toMatchObject({ code: 0 });
    expect(await command('verify', '--head', head)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ends before entry 3'),
    });
    for (const subject of ['two', 'three']) await note(subject);
    expect(await command('verify', '--head', head)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('entry 3 has another hash'),
    });
  });

  test('from where somebody acted is forgotten, and that they did stays', async () => {
    const id = randomUUID();
    await note('wall');
    await plain.database.transact(tx => audit(tx, { action: 'login.failed', subject: id, client }));
    await plain.database.transact(tx => audit(tx, { action: 'login.succeeded', actor: id, client }));
    await plain.database.transact(tx => forgetAuditDetails(tx, id));
    const lines = (await command('list')).stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Line);
    expect(lines.map(({ action, details }) => [action, details?.address ?? null])).toEqual([
      ['wall.painted', '192.0.2.1'],
      ['login.failed', null],
      ['login.succeeded', null],
    ]);
    expect(await command('verify')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('details of 2 forgotten'),
    });
  });

  test('a wrong call says how it is meant', async () => {
    for (const args of [[], ['verify', '--head', 'x'], ['list', '--last', 'all']]) {
      expect(await command(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
    }
  });
});
