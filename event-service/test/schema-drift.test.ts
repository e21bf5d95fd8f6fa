import { createTestDatabase, schemaDrift } from '@ems/testing';
import { expect, test } from '@jest/globals';

test('the schema says what the migrations have made', async () => {
  const database = await createTestDatabase('event-service');
  expect(await schemaDrift(database, 'event-service')).toBe('');
  await database.drop();
});
