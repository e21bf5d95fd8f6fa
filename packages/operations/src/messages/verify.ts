import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '@ems/chassis/database';
import { type Databases, databaseOf } from '../database/databases';
import type { Comparison } from './comparison';
import { comparisons } from './comparisons';

/** How a replica agrees with its owner. */
export interface Agreement {
  service: string;
  table: string;
  owner: string;
  rows: number;
  ownedRows: number;
  /** SHA-256 of all rows; of the replica, without those that it may have beyond its owner's. */
  hash: string;
  ownedHash: string;
  /** Keys of rows that the replica lacks, has beyond its owner's, and has otherwise; some of each. */
  missing: string[];
  extra: string[];
  different: string[];
}

const inFlightMs = 10_000;
const intervalMs = 250;
/** So many keys of each kind are named. */
const named = 10;

/**
 * Compares replicas with their owners. What is committed in one place may be on its way to another, so what differs is looked at again,
 * for ten seconds at most: only what differs each time does differ, whatever others write meanwhile.
 */
export async function verifyReplicas(databases: Databases): Promise<Agreement[]> {
  const agreements: Agreement[] = [];
  const end = Date.now() + inFlightMs;
  for (const comparison of comparisons) {
    let found = await compare(databases, comparison);
    while (!agrees(found) && Date.now() < end) {
      await delay(intervalMs);
      found = stillIn(found, await compare(databases, comparison));
    }
    const [missing, extra, different] = [found.missing, found.extra, found.different].map(keys => keys.slice(0, named));
    agreements.push({ ...found, missing: missing ?? [], extra: extra ?? [], different: different ?? [] });
  }
  return agreements;
}

export const agrees = ({ missing, extra, different }: Agreement): boolean =>
  missing.length + extra.length + different.length === 0;

/** Of a later look, what differed before. */
function stillIn(before: Agreement, later: Agreement): Agreement {
  const suspects = new Set([...before.missing, ...before.extra, ...before.different]);
  const isSuspect = (key: string) => suspects.has(key);
  return {
    ...later,
    missing: later.missing.filter(isSuspect),
    extra: later.extra.filter(isSuspect),
    different: later.different.filter(isSuspect),
  };
}

async function compare(databases: Databases, comparison: Comparison): Promise<Agreement> {
  const { service, table, owner, owned, replicated, keepsMore = false } = comparison;
  const [ownedRows, rows] = await Promise.all([
    rowsOf(databaseOf(databases, owner), owned),
    rowsOf(databaseOf(databases, service), replicated),
  ]);
  const compared = keepsMore ? new Map([...rows].filter(([key]) => ownedRows.has(key))) : rows;
  return {
    ...{ service, table, owner, rows: rows.size, ownedRows: ownedRows.size },
    ...{ hash: hashOf(compared), ownedHash: hashOf(ownedRows) },
    missing: [...ownedRows.keys()].filter(key => !compared.has(key)),
    extra: [...compared.keys()].filter(key => !ownedRows.has(key)),
    different: [...ownedRows].flatMap(([key, digest]) =>
      compared.has(key) && compared.get(key) !== digest ? [key] : [],
    ),
  };
}

/** A digest of each row by its key, in the order of the keys. */
async function rowsOf(sql: Sql, query: string): Promise<Map<string, string>> {
  const text = `SELECT key, md5(value::text) AS digest FROM (${query}) AS compared ORDER BY key COLLATE "C"`;
  const rows = await sql.$queryRaw<{ key: string; digest: string }[]>({ strings: [text], values: [] });
  return new Map(rows.map(({ key, digest }) => [key, digest]));
}

function hashOf(rows: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [key, digest] of rows) hash.update(`${key} ${digest}\n`);
  return hash.digest('hex');
}
