import { id, idOrSlug, instantOut, pageQuery, textBlock } from '@ems/chassis/http';
import { z } from 'zod';
import type { Suggestion } from '../../generated/prisma/client';
import { patchBody, speakerView } from '../speakers';

export type { Suggestion };

/** What may be suggested: all of a profile but where its person gets mail. */
export const changes = patchBody
  .omit({ email: true })
  .refine(fields => Object.keys(fields).length > 0, { error: 'At least one field.' })
  .meta({ id: 'SuggestedChanges' });

export const newSuggestionBody = z.strictObject({
  changes: changes.describe('The fields that are to be others, with what they are to be'),
  note: textBlock(2_000).nullable().optional().describe('Why, for the person'),
  eventId: idOrSlug
    .optional()
    .describe('Id or slug of the event whose team suggests it, where the person speaks at several'),
});

const suggestionStatus = z
  .enum(['open', 'accepted', 'declined'])
  .meta({ id: 'SuggestionStatus', description: 'What has become of it' });

export const listQuery = z.strictObject({
  ...pageQuery,
  status: suggestionStatus.optional().describe('Those of this status alone'),
});

export const suggestionParams = z.strictObject({
  id: id.describe('Of the profile'),
  suggestionId: id.describe('Of the suggestion'),
});

const changesView = speakerView
  .pick({
    name: true,
    tagline: true,
    bio: true,
    company: true,
    jobTitle: true,
    location: true,
    photoUrl: true,
    links: true,
    topics: true,
    languages: true,
  })
  .partial()
  .meta({ id: 'SuggestedFields', description: 'The fields that are to be others, with what they are to be' });

export const suggestionView = z
  .object({
    id: z.uuid().describe('Of the suggestion'),
    speakerId: z.uuid().describe('Of the profile'),
    eventId: z.uuid().describe('Of the event whose team suggests it'),
    changes: changesView,
    note: z.string().nullable().describe('Why'),
    status: suggestionStatus,
    createdAt: instantOut.describe('When it was made'),
    decidedAt: instantOut.nullable().describe('When it was accepted or declined; null for not yet'),
  })
  .meta({ id: 'Suggestion' });

export const toSuggestionView = ({ suggestedBy: _, ...suggestion }: Suggestion): z.infer<typeof suggestionView> => ({
  ...suggestion,
  // They were parsed on their way in.
  changes: changes.parse(suggestion.changes),
  status: suggestionStatus.parse(suggestion.status),
  createdAt: suggestion.createdAt.toISOString(),
  decidedAt: suggestion.decidedAt?.toISOString() ?? null,
});
