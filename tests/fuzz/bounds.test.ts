import { expectStatus } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { gateway } from '../support/api';
import { firstAdmin } from '../support/users';
import { type Operation, operations } from './operations';
import type { Schema } from './values';

const marks = '\u0345'.repeat(62_000) + '\u0334'.repeat(62_000);

/** A text of a request, by where it stands. */
type Text = [at: string, schema: Schema];

function textsOf(schema: Schema, at: string): Text[] {
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...(schema.type === 'string' ? [[at, schema] as Text] : []),
    ...branches.flatMap(branch => textsOf(branch, at)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) => textsOf(each, `${at}/${name}`)),
    ...(schema.items ? textsOf(schema.items, `${at}/0`) : []),
  ];
}

const isBounded = ({ enum: values, const: value, format, maxLength }: Schema) =>
  values !== undefined || value !== undefined || format === 'uuid' || (maxLength !== undefined && maxLength <= 20_000);

describe('every text of a request', () => {
  let all: Operation[];
  let token: string;
  beforeAll(async () => {
    token = (await firstAdmin()).accessToken;
    all = operations(expectStatus(await request(gateway()).get('/openapi.json'), 200).body);
  });

  test('has a bound, which the API says', () => {
    const texts = all.flatMap(({ method, path, body, parameters }) => [
      ...(body ? textsOf(body, `${method} ${path} `) : []),
      ...parameters.query.flatMap(({ name, schema }) => textsOf(schema, `${method} ${path} ?${name}`)),
    ]);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter(([, schema]) => !isBounded(schema)).map(([at]) => at)).toEqual([]);
  });

  test('is refused, by where it stands, when it is made of marks that nobody can sort in time', async () => {
    const withText = all.flatMap(operation => {
      const [first] = Object.entries(operation.body?.properties ?? {}).filter(([, schema]) => schema.type === 'string');
      return first ? [{ ...operation, name: first[0] }] : [];
    });
    expect(withText.length).toBeGreaterThan(20);
    for (const { method, path, name } of withText) {
      const at = path.replace(/\{\w+\}/g, '01a217f2-2e30-77e8-b135-685d4f04c432');
      const reply = await request(gateway())
        [method](at)
        .set('authorization', `Bearer ${token}`)
        .send({ [name]: marks });
      expect([path, reply.status, reply.body.errors?.[0]?.pointer]).toEqual([path, 400, `#/${name}`]);
    }
  });
});
