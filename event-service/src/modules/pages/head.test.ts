import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderHead } from './head';

const url = 'https://ems.example/e/camp';
const listed = { url, calendarUrl: `${url}.ics`, isListed: true };
const jsonLdIn = (head: string) => /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(head)?.[1] ?? '';

test('no text of an event ends an attribute, an element or a script, and all of it can be read back', () => {
  const nasty = fc.stringMatching(/^([<>&"'/!-]|script|\u2028|[a-z ]){0,40}$/);
  fc.assert(
    fc.property(nasty, nasty, (title, description) => {
      const head = renderHead({ ...listed, title, description, jsonLd: { name: title, description } });
      expect(JSON.parse(jsonLdIn(head))).toEqual({ name: title, description });
      const lines = head.split('\n').filter(line => !line.startsWith('<script'));
      for (const line of lines) expect(line).toMatch(/^(<title>[^<>"]*<\/title>|<(meta|link)( [a-z]+="[^"<>]*")+>)$/);
    }),
  );
});

test('a long description is cut, and an empty one is left out', () => {
  const head = (description: string) => renderHead({ ...listed, title: 'Camp', description, jsonLd: {} });
  expect(head('\u{1F3D5}'.repeat(300))).toContain(`content="${'\u{1F3D5}'.repeat(199)}…"`);
  expect(head('')).not.toContain('description');
});

test('search engines are asked to pass over what is not listed', () => {
  const head = (isListed: boolean) =>
    renderHead({ ...listed, isListed, title: 'Camp', description: '', jsonLd: {} }).includes(
      '"robots" content="noindex"',
    );
  expect([head(true), head(false)]).toEqual([false, true]);
});
