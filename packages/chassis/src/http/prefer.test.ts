import { expect, test } from '@jest/globals';
import { asPreferred } from './prefer';

const rendered = (status: number) => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', ETag: '"1-x"', Location: '/api/v1/notes/1' },
  body: '{"version":1}',
});

test.each([
  'return=minimal',
  'Return = MINIMAL',
  'respond-async, return="minimal"',
  'wait=5,return=minimal; foo=bar',
  'return=minimal, return=representation',
])('%s leaves the body out, and says so', header => {
  const headers = { ETag: '"1-x"', Location: '/api/v1/notes/1', 'Preference-Applied': 'return=minimal' };
  expect(asPreferred(rendered(200), header)).toEqual({ status: 204, headers, body: null });
  expect(asPreferred(rendered(201), header)).toEqual({ status: 201, headers, body: null });
  expect(asPreferred(rendered(202), header)).toEqual({ status: 202, headers, body: null });
});

test.each([
  undefined,
  '',
  'return=representation',
  'return=representation, return=minimal',
  'return=minimalist',
  'return="minimal',
  'xreturn=minimal',
  'handling=strict; return=minimal',
])('%s changes nothing', header => {
  expect(asPreferred(rendered(201), header)).toEqual(rendered(201));
});
