import { instantOut, languageTag, textBlock, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import { id, levels, position, speakerRoles, states, types } from '../../shared/fields';
import { actionNames } from './transitions';

const oneWeek = 7 * 24 * 60;

/** What may be changed of a session. */
export const sessionFields = z.strictObject({
  title: textLine(300),
  abstract: textBlock(5_000),
  description: textBlock(20_000),
  type: z.enum(types),
  level: z.enum(levels).nullable(),
  language: languageTag,
  durationMinutes: z.int().min(1).max(oneWeek),
  /** How many people the room should hold. */
  expectedAudience: z.int().min(1).max(1_000_000).nullable(),
  trackId: id.nullable(),
  tags: z
    .array(textLine(50))
    .max(30)
    .transform(tags => [...new Set(tags)]),
});
const { shape } = sessionFields;

export const sessionPatch = sessionFields.partial();

export const newSessionBody = z.strictObject({
  ...shape,
  eventId: id,
  abstract: shape.abstract.default(''),
  description: shape.description.default(''),
  type: shape.type.default('talk'),
  level: shape.level.default(null),
  language: shape.language.default('en'),
  durationMinutes: shape.durationMinutes.default(45),
  expectedAudience: shape.expectedAudience.default(null),
  trackId: shape.trackId.default(null),
  tags: shape.tags.default([]),
  speakerIds: z
    .array(id)
    .max(50)
    .refine(ids => new Set(ids).size === ids.length, 'Each speaker once')
    .default([]),
  /** Hands it in at once. */
  submit: z.boolean().default(false),
});

export const stepBody = z.strictObject({
  reason: textBlock(2_000).optional(),
  /** A team takes a step that the table does not have; needs a reason. */
  override: z.boolean().default(false),
});

export const speakerParams = z.strictObject({ id, speakerId: id });
export const speakerBody = z.strictObject({ role: z.enum(speakerRoles).optional(), position: position.optional() });

export const sessionView = z
  .object({
    id: z.uuid(),
    eventId: z.uuid(),
    title: z.string(),
    abstract: z.string(),
    description: z.string(),
    type: z.enum(types),
    level: z.enum(levels).nullable(),
    language: z.string(),
    durationMinutes: z.int(),
    expectedAudience: z.int().nullable(),
    trackId: z.uuid().nullable(),
    tags: z.array(z.string()),
    speakers: z.array(z.object({ speakerId: z.uuid(), role: z.enum(speakerRoles), position: z.int() })),
    state: z.enum(states),
    submitterId: z.uuid(),
    slots: z.array(
      z.object({ id: z.uuid(), number: z.int(), roomId: z.uuid(), startsAt: instantOut, endsAt: instantOut }),
    ),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
    allowedActions: z.array(z.enum([...actionNames, 'update', 'delete', 'schedule', 'review'])).optional(),
  })
  .meta({ id: 'Session' });

/** One step in a session's life; the first has no `from`. */
export const historyView = z
  .object({
    at: instantOut,
    actorId: z.uuid(),
    action: z.string(),
    from: z.enum(states).nullable(),
    to: z.enum(states),
    override: z.boolean(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'SessionStep' });
