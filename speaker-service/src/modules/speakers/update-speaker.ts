import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '@ems/chassis/auth';
import { parseInput } from '@ems/chassis/errors';
import { mergePatch } from '@ems/chassis/http';
import { record } from '@ems/chassis/messaging';
import { speakerUpdated } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { lockToChange } from './lock-to-change';
import { type patchBody, profile, type Speaker } from './schemas';

interface Change {
  id: string;
  patch: z.infer<typeof patchBody>;
  caller: Caller;
  /** Refuses when the caller read another version. */
  requireFresh(current: Speaker): Promise<void>;
}

/** @throws DomainError 404, 403, 412, or 400 when the result would be no profile */
export async function updateSpeaker(tx: Tx, { id, patch, caller, requireFresh }: Change): Promise<Speaker> {
  const current = await lockToChange(tx, id, caller);
  await requireFresh(current);
  const before = profile.strip().parse(current);
  const after = parseInput(profile, mergePatch(before, patch));
  if (isDeepStrictEqual(before, after)) return current;
  const data = { ...after, version: { increment: 1 }, updatedAt: new Date() };
  const speaker = await tx.speaker.update({ where: { id }, data });
  await record(tx, speakerUpdated, id, speaker.version, { id, userId: speaker.userId, createdBy: speaker.createdBy });
  return speaker;
}
