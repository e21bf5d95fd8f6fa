import { audit } from '../audit';
import type { Sql } from '../database';
import type { Message } from './contract';
import { isRemoval } from './inbox';

/** What a service is asked to say again. */
export interface RestatementRequest {
  /** The first part of the types of messages that say the state of it. */
  noun: string;
  id: string;
  /** The newest message that others know of it, and this service has lost. */
  type: string;
  sequence: number;
  /** Of a released schedule. */
  eventId: string | null;
  /** What is not known here is to be deleted everywhere. */
  deleteUnknown: boolean;
}

/** How the owner of a noun says anew what it knows. `version` is the least that it may have then, before the change. */
export interface Restatable<Tx> {
  /** Locks its row. */
  isKnown(tx: Tx, request: RestatementRequest): Promise<boolean>;
  /** Raises the version and publishes the whole state. */
  restate(tx: Tx, request: RestatementRequest, now: Date): Promise<void>;
  /** Raises the version and removes it again, as it was before. @returns false where a rule forbids that */
  remove(tx: Tx, request: RestatementRequest, now: Date): Promise<boolean>;
  /** Publishes the removal of what is not there, as the next version. */
  publishRemoval(tx: Tx, request: RestatementRequest, now: Date): Promise<void>;
}

/**
 * Handles an operator's request to say something again, above the version that others know. What was removed in the history
 * that is lost is removed again. Done before, it changes nothing.
 * @param nouns what the service owns, and others keep replicas of
 */
export const restateBy =
  <Tx extends Sql>(nouns: Readonly<Record<string, Restatable<Tx>>>) =>
  async (tx: Tx, { data: request, time }: Message<RestatementRequest>): Promise<void> => {
    const noun = nouns[request.noun];
    if (!noun) throw new Error(`this service does not own ${request.noun}`);
    const outcome = await restate(tx, noun, request, time);
    const { id, type, sequence } = request;
    if (outcome !== 'in-step')
      await audit(tx, { action: `${request.noun}.restated`, subject: id, facts: { outcome, type, sequence } });
  };

async function restate<Tx extends Sql>(tx: Tx, noun: Restatable<Tx>, request: RestatementRequest, now: Date) {
  const { id, type, sequence, deleteUnknown } = request;
  // Several services may be ahead in the same thing, and what is not known has no row to be locked.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${id}, 0))`;
  const isKnown = await noun.isKnown(tx, request);
  const said = await tx.$queryRaw<{ type: string; sequence: number }[]>`
    SELECT type, sequence FROM outbox WHERE subject = ${id}`;
  const isSaid = said.some(fact => fact.sequence > sequence && (!isRemoval(type) || isRemoval(fact.type)));
  if (isSaid) return 'in-step';
  if (!isKnown && !deleteUnknown && !said.some(fact => isRemoval(fact.type))) return 'unknown';
  if (!isKnown) {
    await noun.publishRemoval(tx, request, now);
    return 'removed';
  }
  if (isRemoval(type)) return (await noun.remove(tx, request, now)) ? 'removed' : 'not-removable';
  await noun.restate(tx, request, now);
  return 'restated';
}
