import { sessionLevel, sessionType } from '@ems/contracts';
import { z } from 'zod';

/** What every reply with a session says of it first. */
export const sessionFields = {
  id: z.uuid().describe('Of the session'),
  title: z.string().describe('What it is called'),
  abstract: z.string().describe('In short'),
  description: z.string().describe('At length'),
  type: sessionType.describe('What kind of session it is'),
  level: sessionLevel.nullable().describe('What it expects of its audience'),
};

/** The language of a session. */
export const spokenLanguage = z
  .string()
  .meta({ format: 'language-tag' })
  .nullable()
  .describe('BCP 47 tag of what is spoken');
