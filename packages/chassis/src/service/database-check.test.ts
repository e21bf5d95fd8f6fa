import { expect, test } from '@jest/globals';
import { createLogger } from '../log';
import { databaseCheck } from './database-check';

test('what a database lacks is logged once, until it is set up', async () => {
  const lines: string[] = [];
  const logger = createLogger('app', 'info', { write: line => void lines.push(JSON.parse(line).msg) });
  let code: string | undefined;
  const check = databaseCheck(
    {
      ping: async () => {
        if (code) throw Object.assign(new Error('refused'), { code });
      },
    },
    logger,
  );
  const answers = [];
  for (code of [undefined, '28P01', '28P01', '42P01', 'ECONNREFUSED', '42501', undefined, undefined])
    answers.push(await check());
  const roleMissing = 'it refuses the login of this service, whose role is missing or has another password';
  const tablesMissing = 'tables are missing, because its migrations have not been applied';
  expect(answers).toEqual([
    'up',
    { state: 'down', reason: roleMissing },
    { state: 'down', reason: roleMissing },
    { state: 'down', reason: tablesMissing },
    { state: 'down', reason: 'it does not answer' },
    { state: 'down', reason: 'it answers with SQLSTATE 42501' },
    'up',
    'up',
  ]);
  expect(lines).toEqual([
    `database is not set up: ${roleMissing}; provision it and apply its migrations`,
    `database is not set up: ${tablesMissing}; provision it and apply its migrations`,
    'database is set up',
  ]);
});
