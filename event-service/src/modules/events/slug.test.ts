import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slug, slugCandidates } from './slug';

describe('a slug made from a title', () => {
  it('is allowed, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), title => {
        for (const candidate of slugCandidates(title)) expect(slug.safeParse(candidate).error).toBeUndefined();
      }),
    );
  });

  it('is numbered when it is taken, and never a reserved word', () => {
    expect(slugCandidates('My Conf').slice(0, 3)).toEqual(['my-conf', 'my-conf-2', 'my-conf-3']);
    expect(slugCandidates('Speakers')[0]).toMatch(/^speakers-[0-9a-f]{8}$/);
    expect(slugCandidates('✨')).toEqual([expect.stringMatching(/^event-[0-9a-f]{8}$/)]);
  });
});

describe('a slug made from a title that is a UUID', () => {
  it('never has the shape of one', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('', ' ', '!'), (uuid, tail) => {
        const candidates = slugCandidates(uuid.toUpperCase() + tail);
        for (const candidate of candidates)
          expect(candidate).not.toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(candidates).not.toEqual([]);
      }),
    );
  });
});

describe('a given slug', () => {
  it('is taken in lower case', () => expect(slug.parse(' Camp2019 ')).toBe('camp2019'));

  it.each(['ab', 'a'.repeat(61), 'a b c', 'ümlaut', 'schedule', 'New', '019b0000-0000-7000-8000-000000000000', ''])(
    'of the form %j is refused',
    value => expect(slug.safeParse(value).success).toBe(false),
  );
});
