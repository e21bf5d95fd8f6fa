import { id, instant, instantOut, pageOf, textLine } from '@ems/chassis/http';
import { scopes } from '@ems/contracts';
import { z } from 'zod';
import type { PersonalAccessToken } from '../../generated/prisma/client';

const scope = z.enum(scopes).meta({ id: 'Scope', description: 'What a personal access token may do' });

const once = <Item>(items: Item[]) => [...new Set(items)];

export const newTokenBody = z.strictObject({
  name: textLine(100).describe('What it is for'),
  scopes: z.array(scope).min(1).max(scopes.length).transform(once).describe('What it may do'),
  eventIds: z
    .array(id)
    .min(1)
    .max(20)
    .transform(once)
    .optional()
    .describe('Of which events; without any it is not limited to events'),
  expiresAt: instant.optional().describe('Until when; without one it is valid until it is deleted'),
});

export type NewToken = z.infer<typeof newTokenBody>;

export const tokenView = z
  .object({
    id: z.uuid().describe('Of the token'),
    name: z.string().describe('What it is for'),
    scopes: z.array(scope).describe('What it may do'),
    eventIds: z.array(z.uuid()).nullable().describe('Of which events; null where it is not limited to events'),
    createdAt: instantOut.describe('When it was made'),
    lastUsedAt: instantOut.nullable().describe('When it was last used, within a minute'),
    expiresAt: instantOut.nullable().describe('Until when it is valid; null for no end'),
  })
  .meta({ id: 'PersonalAccessToken' });

export const createdToken = tokenView
  .extend({ token: z.string().describe('To be sent as Bearer; shown this once') })
  .meta({ id: 'CreatedPersonalAccessToken' });

export const tokenPage = pageOf(tokenView);

/** All but the hash. */
export const toTokenView = ({ id, name, scopes, eventIds, ...at }: PersonalAccessToken) => ({
  id,
  name,
  scopes,
  eventIds: eventIds.length > 0 ? eventIds : null,
  createdAt: at.createdAt.toISOString(),
  lastUsedAt: at.lastUsedAt?.toISOString() ?? null,
  expiresAt: at.expiresAt?.toISOString() ?? null,
});
