/** The audit log of the database that DATABASE_URL names: `node command.js verify` and `node command.js list`. */
import { parseArgs } from 'node:util';
import { type Sql, withSql } from '@ems/chassis/database';
import { type Head, verifyAudit } from './verify';

const usage = `Usage: verify [--head NUMBER:HASH]...
       list [--actor ID] [--subject ID] [--action ACTION] [--last COUNT]`;

const options = {
  head: { type: 'string', multiple: true, default: [] as string[] },
  actor: { type: 'string' },
  subject: { type: 'string' },
  action: { type: 'string' },
  last: { type: 'string', default: '50' },
} as const;

function toHead(text: string): Head {
  const [, number, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!number || !hash) throw new Error(usage);
  return { number: Number(number), hash };
}

async function verify(sql: Sql, heads: readonly string[]): Promise<boolean> {
  const { entries, forgotten, head, broken } = await verifyAudit(sql, heads.map(toHead));
  for (const line of broken) console.error(line);
  const outcome = broken.length === 0 ? 'the chain is whole' : `the chain is broken in ${broken.length} places`;
  console.log(`${entries === 1 ? 'one entry' : `${entries} entries`} (details of ${forgotten} forgotten): ${outcome}`);
  if (head) console.log(`head ${head.number}:${head.hash}`);
  return broken.length === 0;
}

interface Filters {
  actor?: string | undefined;
  subject?: string | undefined;
  action?: string | undefined;
  last: string;
}

async function list(sql: Sql, { actor, subject, action, last }: Filters): Promise<void> {
  const rows = await sql.$queryRaw<{ line: object }[]>`
    SELECT json_build_object('number', number, 'at', at, 'action', action, 'actor', actor, 'subject', subject,
      'facts', facts, 'details', details - 'nonce', 'requestId', request_id) AS line FROM audit
    WHERE (${actor ?? null}::uuid IS NULL OR actor = ${actor ?? null}::uuid)
      AND (${subject ?? null}::text IS NULL OR subject = ${subject ?? null})
      AND (${action ?? null}::text IS NULL OR action = ${action ?? null})
    ORDER BY number DESC LIMIT ${Number(last)}`;
  for (const { line } of rows.toReversed()) console.log(JSON.stringify(line));
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [verb, ...rest] = positionals;
  if (rest.length > 0 || !/^\d{1,6}$/.test(values.last)) throw new Error(usage);
  await withSql('audit', async sql => {
    if (verb === 'verify') process.exitCode = (await verify(sql, values.head)) ? 0 : 1;
    else if (verb === 'list') await list(sql, values);
    else throw new Error(usage);
  });
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
