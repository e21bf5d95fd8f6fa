import { distinctTexts, id, languageTag, textBlock, textLine, webUrl } from '@ems/chassis/http';
import { sessionLevel, sessionType } from '@ems/contracts';
import { z } from 'zod';

const oneWeek = 7 * 24 * 60;

const link = z
  .strictObject({ label: textLine(300).describe('What it leads to'), url: webUrl.describe('Its address') })
  .meta({ id: 'NewLink' });
const links = z.array(link).max(50).default([]);

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** By what a session is known where it comes from. A UUID has one spelling, as the database asks. */
export const externalId = textLine(200).transform(value => (uuid.test(value) ? value.toLowerCase() : value));

/** All that is written of a session, by whoever may. */
export const fields = {
  title: textLine(300).describe('What it is called'),
  subtitle: textLine(500, 0).default('').describe('What the title does not say'),
  abstract: textBlock(5_000).default('').describe('In short, for lists'),
  description: textBlock(20_000).default('').describe('At length'),
  type: sessionType.default('talk').describe('What kind of session it is'),
  typeName: textLine(100).nullable().default(null).describe('What the event itself calls this kind'),
  level: sessionLevel.nullable().default(null).describe('What it expects of its audience'),
  languages: distinctTexts(languageTag, 10)
    .default([])
    .describe('BCP 47 tags of what is spoken; none where it is not known'),
  durationMinutes: z.int().min(1).max(oneWeek).default(45).describe('How long it takes'),
  expectedAudience: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe('How many people the room should hold'),
  trackId: id.nullable().default(null).describe('Of its track'),
  tags: distinctTexts(textLine(50), 30).default([]).describe('Subjects, each once'),
  links: links.describe('To pages about it'),
  attachments: links.describe('To slides, papers and the like'),
  doNotRecord: z.boolean().default(false).describe('Whether it must not be recorded'),
  license: textLine(300).nullable().default(null).describe('Under which a recording may be used'),
  logoUrl: webUrl.nullable().default(null).describe('Of a picture'),
  sourceUrl: webUrl.nullable().default(null).describe('Of its page where it comes from'),
  externalId: externalId
    .nullable()
    .default(null)
    .describe('Its id where it comes from: once in an event; for the team to say'),
};
