import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@ems/chassis/database';
import { enqueueMessage, type MessageContract } from '@ems/chassis/messaging';
import {
  eventRestatementRequested,
  type Restatement,
  sessionRestatementRequested,
  speakerRestatementRequested,
  userRestatementRequested,
} from '@ems/contracts';
import { type Databases, databaseOf } from '../database/databases';
import { type Ahead, findAhead } from './ahead';
import { findBehind, isAnythingUnpublished, type Missing, sendAgain } from './behind';
import { findGone, type Gone } from './gone';

const requests: Readonly<Record<string, MessageContract<Restatement>>> = {
  'user-service': userRestatementRequested,
  'event-service': eventRestatementRequested,
  'session-service': sessionRestatementRequested,
  'speaker-service': speakerRestatementRequested,
};

/** What is published now may be on its way for so long; what was published before has arrived, or is lost. */
const settledSeconds = 10;
const waitMs = 60_000;
const intervalMs = 500;

export type Finding = Ahead | Gone | Missing;

/** In what the services differ. */
export const findDifferences = async (databases: Databases, settled = settledSeconds): Promise<Finding[]> => [
  ...(await findAhead(databases)),
  ...(await findGone(databases)),
  ...(await findBehind(databases, settled)),
];

/**
 * Asks the owners to say again what others know in a newer version or name though it is gone, and to send again what others have not received; then
 * waits, at most a minute, until the services are in step.
 * @param deleteUnknown what the owner does not know is deleted everywhere, with all that hangs on it
 * @returns what is left
 */
export async function reconcile(databases: Databases, deleteUnknown: boolean): Promise<Finding[]> {
  for (const ahead of await findAhead(databases)) await requestRestatement(databases, ahead, deleteUnknown);
  // What is gone everywhere else is no loss.
  for (const gone of await findGone(databases)) await requestRestatement(databases, gone, true);
  const sent = new Set<string>();
  for (const end = Date.now() + waitMs; Date.now() < end; await delay(intervalMs)) {
    // What was published shortly before a restore is found to be lost only now.
    for (const missing of await findBehind(databases, settledSeconds)) await sendOnce(databases, missing, sent);
    if (await isAnythingUnpublished(databases)) continue;
    const left = await findDifferences(databases, 0);
    const isKept = (finding: Finding) => finding.finding === 'ahead' && isForOperator(finding, deleteUnknown);
    if (left.every(isKept)) break;
  }
  return findDifferences(databases);
}

async function sendOnce(databases: Databases, missing: Missing, sent: Set<string>): Promise<void> {
  const keyOf = (row: string) => `${missing.owner} ${missing.service} ${row}`;
  const rows = missing.rows.filter(row => !sent.has(keyOf(row)));
  for (const row of rows) sent.add(keyOf(row));
  await sendAgain(databases, { ...missing, rows });
}

/** No service takes it upon itself to delete what it has lost, and a released schedule is replaced at any rate. */
const isForOperator = ({ state, noun }: Ahead, deleteUnknown: boolean) =>
  state === 'unknown' && noun !== 'schedule' && !deleteUnknown;

async function requestRestatement(databases: Databases, finding: Gone | Ahead, deleteUnknown: boolean): Promise<void> {
  const { owner, noun, id, type, sequence } = finding;
  const eventId = finding.finding === 'ahead' ? (finding.eventId ?? null) : null;
  const contract = requests[owner];
  if (!contract) throw new Error(`${owner} cannot say anything again`);
  const data = { noun, id, type, sequence, eventId, deleteUnknown };
  await enqueueMessage(databaseOf(databases, owner), contract, newId(), 1, data);
}
