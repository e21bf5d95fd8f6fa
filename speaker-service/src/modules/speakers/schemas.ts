import type { Caller } from '@ems/chassis/auth';
import {
  distinctTexts,
  emailAddress,
  flag,
  httpsUrl,
  id,
  idOrSlug,
  languageTag,
  pageQuery,
  recorded,
  repeatable,
  separated,
  textBlock,
  textLine,
} from '@ems/chassis/http';
import { link as linkView } from '@ems/contracts';
import { z } from 'zod';
import type { Speaker } from '../../generated/prisma/client';
import { allowedActions, canSeeEmail, type Relation, speakerActions } from './access';

export type { Speaker };

/** A profile, and how the caller stands to it: nobody in particular knows nothing of that. */
export type ShownSpeaker = Speaker & Relation;

const link = z
  .strictObject({ label: textLine(100).describe('What it leads to'), url: httpsUrl.describe('Its address') })
  .meta({ id: 'NewLink' });

/** All that can be written of a profile. */
export const profile = z.strictObject({
  name: textLine(200).describe('What the person is called'),
  tagline: textLine(300, 0).describe('In one line'),
  bio: textBlock(10_000).describe('About the person'),
  company: textLine(200, 0).describe('Where the person works'),
  jobTitle: textLine(200, 0).describe('As what the person works'),
  location: textLine(200, 0).describe('Where the person lives'),
  photoUrl: httpsUrl.nullable().describe('Of a picture'),
  links: z.array(link).max(20).describe('To pages of the person'),
  topics: distinctTexts(textLine(50), 30).describe('What the person speaks about'),
  languages: distinctTexts(languageTag, 20).describe('BCP 47 tags of what the person speaks'),
  email: emailAddress.nullable().describe('For the profile to be claimed by; shown to few'),
});

export type Profile = z.infer<typeof profile>;

export const emptyProfile = {
  tagline: '',
  bio: '',
  company: '',
  jobTitle: '',
  location: '',
  photoUrl: null,
  links: [],
  topics: [],
  languages: [],
  email: null,
} satisfies Omit<Profile, 'name'>;

export const patchBody = profile.partial();
export const newSpeakerBody = patchBody
  .required({ name: true })
  .extend({ self: z.boolean().optional().describe('It is my own: my account claims it at once') });

export type SpeakerPatch = z.infer<typeof patchBody>;
export type NewSpeaker = z.infer<typeof newSpeakerBody>;

export const listQuery = z.strictObject({
  ...pageQuery,
  q: textLine(200)
    .optional()
    .describe('Words of name, tagline, topics, company, location or biography, or their beginnings'),
  topic: repeatable(textLine(50)).optional().describe('Who speaks about any of these'),
  language: repeatable(languageTag).optional().describe('Who speaks any of these'),
  ids: separated(id, 100, 4_000).optional().describe('These profiles; of one that was merged, what it was merged into'),
  mine: flag.optional().describe('The profiles that I created'),
  eventId: idOrSlug.optional().describe('Id or slug of an event at which they speak'),
});

const allowedAction = z
  .enum(speakerActions)
  .meta({ id: 'AllowedSpeakerAction', description: 'What may be done with a profile' });

/** A profile as everybody sees it; `email` and `allowedActions` depend on who asks. */
export const speakerView = z
  .object({
    id: z.uuid().describe('Of the profile'),
    name: z.string().describe('What the person is called'),
    tagline: z.string().describe('In one line'),
    bio: z.string().describe('About the person'),
    company: z.string().describe('Where the person works'),
    jobTitle: z.string().describe('As what the person works'),
    location: z.string().describe('Where the person lives'),
    photoUrl: z.string().meta({ format: 'uri' }).nullable().describe('Of a picture'),
    links: z.array(linkView).describe('To pages of the person'),
    topics: z.array(z.string()).describe('What the person speaks about'),
    languages: z.array(z.string()).describe('BCP 47 tags of what the person speaks'),
    userId: z.uuid().nullable().describe('The account that has claimed it'),
    ...recorded,
    email: z
      .string()
      .meta({ format: 'idn-email' })
      .nullable()
      .optional()
      .describe(
        'For those who may see it: the person, the creator, and the team of an event that the person has agreed to speak at',
      ),
    allowedActions: z.array(allowedAction).optional().describe('What the caller may do with it now'),
  })
  .meta({ id: 'Speaker' });

/** The stored links; they were parsed on their way in. */
export const toLinks = (speaker: Speaker) => speaker.links as Profile['links'];

/** A profile as this caller may see it. */
export function toSpeakerView(speaker: ShownSpeaker, caller: Caller | null): z.infer<typeof speakerView> {
  const { email, ...open } = speaker;
  return {
    ...open,
    links: toLinks(speaker),
    createdAt: speaker.createdAt.toISOString(),
    updatedAt: speaker.updatedAt.toISOString(),
    ...(canSeeEmail(caller, speaker, speaker) && { email }),
    ...(caller && { allowedActions: allowedActions(caller, speaker, speaker) }),
  };
}
