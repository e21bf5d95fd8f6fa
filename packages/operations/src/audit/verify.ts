import { createHash } from 'node:crypto';
import type { Sql } from '@ems/chassis/database';

export interface Head {
  number: number;
  hash: string;
}

export interface Findings {
  entries: number;
  /** How many entries' details are forgotten, as they should be in time. */
  forgotten: number;
  head: Head | undefined;
  /** What does not fit, in words; none where the log is whole. */
  broken: string[];
}

interface Row {
  /** A bigint, or its text: drivers differ. */
  number: bigint | string;
  previous: string;
  hash: string;
  content: string;
  details: string | null;
  digest: string | null;
}

const batch = 1_000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Goes over the whole log and computes each hash anew, outside the database. A log that was made anew from some entry on
 * is whole in itself, so keep the head of an earlier run elsewhere and give it here.
 * @param known heads that the log had before
 */
export async function verifyAudit(sql: Sql, known: readonly Head[] = []): Promise<Findings> {
  const findings: Findings = { entries: 0, forgotten: 0, head: undefined, broken: [] };
  const expected = new Map(known.map(({ number, hash }) => [number, hash]));
  for (let rows = await read(sql, 0); rows.length > 0; rows = await read(sql, findings.head?.number ?? 0)) {
    for (const row of rows) check(row, findings, expected);
  }
  for (const number of expected.keys()) {
    if (number > (findings.head?.number ?? 0)) findings.broken.push(`the log ends before entry ${number}`);
  }
  return findings;
}

const read = (sql: Sql, after: number) =>
  sql.$queryRaw<Row[]>`
    SELECT number, previous, hash, details::text AS details, details_digest AS digest,
      jsonb_build_array(previous, number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        action, actor, subject, facts, request_id, details_digest)::text AS content
    FROM audit WHERE number > ${after} ORDER BY number LIMIT ${batch}`;

function check(row: Row, findings: Findings, expected: ReadonlyMap<number, string>): void {
  const { head, broken } = findings;
  const number = Number(row.number);
  const next = (head?.number ?? 0) + 1;
  if (number !== next)
    broken.push(next === number - 1 ? `entry ${next} is missing` : `entries ${next} to ${number - 1} are missing`);
  else if (row.previous !== (head?.hash ?? '')) broken.push(`entry ${number} does not follow the one before it`);
  if (sha256(row.content) !== row.hash) broken.push(`entry ${number} was changed`);
  if (row.details !== null && sha256(row.details) !== row.digest)
    broken.push(`the details of entry ${number} were changed`);
  if (expected.has(number) && expected.get(number) !== row.hash)
    broken.push(`entry ${number} has another hash than before`);
  findings.entries++;
  if (row.details === null && row.digest !== null) findings.forgotten++;
  findings.head = { number, hash: row.hash };
}
