import { createTestDatabase, schemaDrift, type TestDatabase } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('speaker-service');
});
afterAll(() => database.drop());

test('the schema says what the migrations have made', async () => {
  expect(await schemaDrift(database, 'speaker-service')).toBe('');
});

test('a column, a default and an index of which the schema knows nothing would be taken back', async () => {
  await database.query(`ALTER TABLE speakers ADD COLUMN shoe_size integer;
                        ALTER TABLE speakers ALTER COLUMN bio SET DEFAULT 'nobody';
                        CREATE INDEX speakers_unknown_idx ON speakers (created_at, bio)`);
  const drift = await schemaDrift(database, 'speaker-service');
  expect(drift).toContain('DROP INDEX "speakers_unknown_idx";');
  expect(drift).toMatch(/ALTER TABLE "speakers" DROP COLUMN "shoe_size",\s*ALTER COLUMN "bio" DROP DEFAULT;/);
});
