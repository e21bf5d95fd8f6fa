import { expect, test } from '@jest/globals';
import { looksPersonal, parseSchemaColumns } from './personal-data';

const schema = `
/// Made-up.
model Account {
  /// @personal stays, as the id leads to nobody
  id      String   @id @db.Uuid
  /// In lower case.
  /// @personal replaced
  email   String   @unique @map("email_address")
  role    Role     @default(member)
  words   Unsupported("tsvector")?
  pages   Page[]

  @@index([email])
  @@map("accounts")
}

model Page {
  accountId String  @id
  account   Account @relation(fields: [accountId], references: [id])
}

enum Role {
  member
}
`;

test('columns are named as in the database, with what becomes of personal ones at erasure', () => {
  expect(parseSchemaColumns(schema)).toEqual([
    { name: 'accounts.id', erasure: 'stays, as the id leads to nobody' },
    { name: 'accounts.email_address', erasure: 'replaced' },
    { name: 'accounts.role', erasure: undefined },
    { name: 'accounts.words', erasure: undefined },
    { name: 'Page.accountId', erasure: undefined },
  ]);
});

test.each([
  ['that says nothing', 'model A {\n  /// @personal\n  id String @id\n}\n'],
  ['above a relation', 'model A {\n  /// @personal gone\n  b B\n}\nmodel B {\n  id String @id\n}\n'],
  ['above a model', '/// @personal gone\nmodel A {\n  id String @id\n}\n'],
])('an annotation %s is refused', (_, source) => {
  expect(() => parseSchemaColumns(source)).toThrow('@personal');
});

test.each([
  ['email', true],
  ['display_name', true],
  ['user_id', true],
  ['requested_by', true],
  ['version', false],
  ['filename', false],
])('%s looks personal: %s', (column, expected) => {
  expect(looksPersonal(column)).toBe(expected);
});
