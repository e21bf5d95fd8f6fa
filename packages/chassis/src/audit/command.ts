/** The audit log of the database that DATABASE_URL names: `node command.js verify` and `node command.js list`. */
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { type Head, type Queryable, verifyAudit } from './chain';

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

async function verify(database: Queryable, heads: readonly string[]): Promise<boolean> {
  const { entries, forgotten, head, broken } = await verifyAudit(database, heads.map(toHead));
  for (const line of broken) console.error(line);
  const outcome = broken.length === 0 ? 'the chain is whole' : `the chain is broken in ${broken.length} places`;
  console.log(`${entries} entries (details of ${forgotten} forgotten): ${outcome}`);
  if (head) console.log(`head ${head.number}:${head.hash}`);
  return broken.length === 0;
}

interface Filters {
  actor?: string | undefined;
  subject?: string | undefined;
  action?: string | undefined;
  last: string;
}

async function list(database: Queryable, { actor, subject, action, last }: Filters): Promise<void> {
  const { rows } = await database.query<{ line: object }>(
    `SELECT to_jsonb(entry) - '{previous,hash,details_digest}'::text[] AS line FROM audit AS entry
     WHERE ($1::uuid IS NULL OR actor = $1) AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL OR action = $3)
     ORDER BY number DESC LIMIT $4`,
    [actor ?? null, subject ?? null, action ?? null, Number(last)],
  );
  for (const { line } of rows.toReversed()) console.log(JSON.stringify(line));
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [verb, ...rest] = positionals;
  if (rest.length > 0 || !/^\d{1,6}$/.test(values.last)) throw new Error(usage);
  if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is missing');
  const client = new Client({ connectionString: process.env.DATABASE_URL, application_name: 'audit' });
  await client.connect();
  try {
    if (verb === 'verify') process.exitCode = (await verify(client, values.head)) ? 0 : 1;
    else if (verb === 'list') await list(client, values);
    else throw new Error(usage);
  } finally {
    await client.end();
  }
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
