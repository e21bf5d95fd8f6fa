import { allInOrder, statement } from '@ems/chassis/database';
import { continueContext, runInContext } from '@ems/chassis/log';
import { countSent, createPlainDatabase, type PlainDatabase, refuseStatement } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

describe('a transaction by hand', () => {
  let plain: PlainDatabase;
  beforeAll(async () => {
    plain = await createPlainDatabase(
      'CREATE TABLE counters (name TEXT PRIMARY KEY, value INT NOT NULL CHECK (value < 100))',
    );
  });
  beforeEach(() => plain.query(`TRUNCATE counters; INSERT INTO counters VALUES ('a', 1), ('b', 1)`));
  afterAll(async () => {
    await plain.database.close();
    await plain.drop();
  });

  const inRequest = <T>(work: () => Promise<T>) =>
    runInContext(continueContext(undefined, undefined, Date.now() + 60_000), work);
  const set = (name: string, value: number) =>
    statement`UPDATE counters SET value = ${value} WHERE name = ${name} RETURNING value`;
  const counters = () => plain.query('SELECT name, value FROM counters ORDER BY name');
  const untouched = [
    { name: 'a', value: 1 },
    { name: 'b', value: 1 },
  ];

  test('begins with its first statements and commits with its last: two round trips', async () => {
    const write = () =>
      plain.database.transactSql(async sql => {
        await allInOrder([
          sql.$queryRaw`SELECT 1 FROM counters WHERE name = 'a' FOR UPDATE`,
          sql.$queryRaw`SELECT value FROM counters`,
        ]);
        await sql.finish(set('a', 2), set('b', 3));
      });
    const sent = await countSent(() => inRequest(write));
    expect(sent).toEqual({ statements: 6, roundTrips: 2 });
    expect(await counters()).toEqual([
      { name: 'a', value: 2 },
      { name: 'b', value: 3 },
    ]);
  });

  test('gives the rows of its last statements, and does what depends on them before the commit', async () => {
    await plain.database.transactSql(
      async sql => {
        const [[row]] = await sql.finish<[{ value: number }[]]>(set('a', 7));
        return row?.value ?? 0;
      },
      async (sql, value) => void (await sql.$executeRaw`UPDATE counters SET value = ${value + 1} WHERE name = 'b'`),
    );
    expect(await counters()).toEqual([
      { name: 'a', value: 7 },
      { name: 'b', value: 8 },
    ]);
  });

  test('fails by the statement that failed, not by those behind it, and leaves nothing', async () => {
    const work = plain.database.transactSql(sql => sql.finish(set('b', 2), set('a', 100), set('b', 3)));
    await expect(work).rejects.toMatchObject({ constraint: 'counters_value_check' });
    const read = plain.database.transactSql(sql =>
      allInOrder([sql.$executeRaw`UPDATE counters SET value = 100`, sql.$queryRaw`SELECT value FROM counters`]),
    );
    await expect(read).rejects.toMatchObject({ constraint: 'counters_value_check' });
    expect(await counters()).toEqual(untouched);
  });

  test('leaves nothing, whichever of its statements fails, and its connection is good for the next', async () => {
    const work = () =>
      plain.database.transactSql(async sql => {
        await sql.$queryRaw`SELECT 1 FROM counters WHERE name = 'a' FOR UPDATE`;
        await sql.finish(set('a', 2), set('b', 3));
      });
    for (const number of [2, 3, 4, 5]) {
      await expect(refuseStatement(number, () => inRequest(work))).rejects.toMatchObject({ code: '22012' });
      expect(await counters()).toEqual(untouched);
    }
    await work();
  });

  test('a deadlock between the last statements of two is resolved by doing one again', async () => {
    let begun = 0;
    let meet = () => {};
    const bothLocked = new Promise<void>(resolve => {
      meet = resolve;
    });
    const increase = (first: string, second: string) =>
      plain.database.transactSql(async sql => {
        await sql.$executeRaw`UPDATE counters SET value = value + 1 WHERE name = ${first}`;
        if (++begun === 2) meet();
        await bothLocked;
        await sql.finish(statement`UPDATE counters SET value = value + 1 WHERE name = ${second}`);
      });
    await Promise.all([increase('a', 'b'), increase('b', 'a')]);
    expect(begun).toBeGreaterThan(2);
    expect(await counters()).toEqual([
      { name: 'a', value: 3 },
      { name: 'b', value: 3 },
    ]);
  });
});
