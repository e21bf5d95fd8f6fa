import { createTestDatabase, schemaDrift } from '@ems/testing';
import { expect, test } from '@jest/globals';

test('the schema says what the migrations have made', async () => {
  const database = await createTestDatabase('user-service');
  expect(await schemaDrift(database, 'user-service')).toBe('');
  await database.drop();
});
