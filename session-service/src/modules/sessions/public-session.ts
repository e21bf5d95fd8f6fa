import { recorded } from '@ems/chassis/http';
import { link, sessionLevel, sessionStatus, sessionType, speakerRole } from '@ems/contracts';
import { z } from 'zod';

export const publicSpeaker = z
  .object({
    speakerId: z.uuid().describe('Of the speaker'),
    role: speakerRole,
    position: z.int().describe('Where the speaker stands among those of the session'),
    binding: z.boolean().default(true).describe('Whether the speaker is held to one place at a time'),
  })
  .meta({ id: 'ReleasedSpeaker' });

const url = z.string().meta({ format: 'uri' }).nullable().default(null);

/** What the public sees of a session. Released schedules store it, so what is added must have a default for theirs. */
export const publicSession = {
  id: z.uuid().describe('Of the session'),
  eventId: z.uuid().describe('Of its event'),
  title: z.string().describe('What it is called'),
  subtitle: z.string().default('').describe('What the title does not say'),
  abstract: z.string().describe('In short, for lists'),
  description: z.string().describe('At length'),
  type: sessionType.describe('What kind of session it is'),
  typeName: z.string().nullable().default(null).describe('What the event itself calls this kind'),
  level: sessionLevel.nullable().describe('What it expects of its audience'),
  languages: z
    .array(z.string().meta({ format: 'language-tag' }))
    .describe('BCP 47 tags of what is spoken; none where it is not known'),
  durationMinutes: z.int().describe('How long it takes'),
  trackId: z.uuid().nullable().describe('Of its track'),
  tags: z.array(z.string()).describe('Subjects, each once'),
  links: z.array(link).default([]).describe('To pages about it'),
  attachments: z.array(link).default([]).describe('To slides, papers and the like'),
  doNotRecord: z.boolean().default(false).describe('Whether it must not be recorded'),
  license: z.string().nullable().default(null).describe('Under which a recording may be used'),
  logoUrl: url.describe('Of a picture'),
  sourceUrl: url.describe('Of its page where it comes from'),
  externalId: z.string().nullable().default(null).describe('Its id where it comes from'),
  speakers: z.array(publicSpeaker).describe('Who gives it, by position'),
  status: sessionStatus.describe('How far it has come'),
  ...recorded,
};
