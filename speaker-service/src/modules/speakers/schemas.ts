import { flag, httpsUrl, instantOut, languageTag, pageQuery, textBlock, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { Speaker } from '../../generated/prisma/client';

export type { Speaker };

const distinct = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item)
    .max(max)
    .transform(items => [...new Set(items)]);

const link = z.strictObject({ label: textLine(100), url: httpsUrl });

export const emailAddress = z.string().trim().toLowerCase().max(254).check(z.email());

/** What may be written of a profile, whole. */
export const profile = z.strictObject({
  name: textLine(200),
  tagline: textLine(300, 0),
  bio: textBlock(10_000),
  company: textLine(200, 0),
  jobTitle: textLine(200, 0),
  location: textLine(200, 0),
  photoUrl: httpsUrl.nullable(),
  links: z.array(link).max(20),
  topics: distinct(textLine(50), 30),
  languages: distinct(languageTag, 20),
  email: emailAddress.nullable(),
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
export const newSpeakerBody = patchBody.required({ name: true });

const ids = z
  .string()
  .max(4_000)
  .transform(value => value.split(',').map(id => id.trim()))
  .pipe(z.array(z.uuid().toLowerCase()).max(100));

export const listQuery = z.strictObject({
  ...pageQuery,
  q: textLine(200).optional(),
  topic: textLine(50).optional(),
  language: languageTag.optional(),
  ids: ids.optional(),
  mine: flag.optional(),
});

export const speakerAction = z.enum(['update', 'invite', 'merge', 'delete']);

/** A profile as everybody sees it; `email` and `allowedActions` depend on who asks. */
export const speakerView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    tagline: z.string(),
    bio: z.string(),
    company: z.string(),
    jobTitle: z.string(),
    location: z.string(),
    photoUrl: z.string().nullable(),
    links: z.array(z.object({ label: z.string(), url: z.string() })),
    topics: z.array(z.string()),
    languages: z.array(z.string()),
    userId: z.uuid().nullable(),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
    email: z.string().nullable().optional(),
    allowedActions: z.array(speakerAction).optional(),
  })
  .meta({ id: 'Speaker' });

/** The stored links; they were parsed on their way in. */
export const toLinks = (speaker: Speaker) => speaker.links as Profile['links'];
