import { link, sessionLevel, sessionType } from '@ems/contracts';
import { z } from 'zod';

const url = z.string().meta({ format: 'uri' }).nullable();

/** What every reply with a session says of it first. */
export const sessionFields = {
  id: z.uuid().describe('Of the session'),
  title: z.string().describe('What it is called'),
  subtitle: z.string().describe('What the title does not say'),
  abstract: z.string().describe('In short'),
  description: z.string().describe('At length'),
  type: sessionType.describe('What kind of session it is'),
  typeName: z.string().nullable().describe('What the event itself calls this kind'),
  level: sessionLevel.nullable().describe('What it expects of its audience'),
  languages: z
    .array(z.string().meta({ format: 'language-tag' }))
    .describe('BCP 47 tags of what is spoken; none where it is not known'),
  tags: z.array(z.string()).describe('Subjects'),
  links: z.array(link).describe('To pages about it'),
  attachments: z.array(link).describe('To slides, papers and the like'),
  doNotRecord: z.boolean().describe('Whether it must not be recorded'),
  license: z.string().nullable().describe('Under which a recording may be used'),
  logoUrl: url.describe('Of a picture'),
  sourceUrl: url.describe('Of its page where it comes from'),
  externalId: z.string().nullable().describe('Its id where it comes from'),
};
