/**
 * `node command.js list` and `node command.js apply [--delete-unknown]`: finds where services differ because a database was
 * restored to an earlier copy, and what one still names though it is gone, and brings them in step. `node command.js resend`: after a restore of all of them, before any service
 * runs, has sent again what was under way. The environment names all databases.
 */
import { parseArgs } from 'node:util';
import { withDatabases } from '../database/databases';
import { type Finding, findDifferences, reconcile } from './apply';
import { sendMissing } from './behind';

const usage = `Usage: list
       apply [--delete-unknown]
       resend`;

const options = { 'delete-unknown': { type: 'boolean', default: false } } as const;

function print(findings: readonly Finding[]): void {
  for (const finding of findings) {
    const line = finding.finding === 'behind' ? { ...finding, rows: undefined } : finding;
    console.log(JSON.stringify(line));
  }
  const count = (kind: Finding['finding']) => findings.filter(({ finding }) => finding === kind).length;
  const behind = findings.reduce((sum, each) => sum + (each.finding === 'behind' ? each.messages : 0), 0);
  const outcome = findings.length === 0 ? 'all services are in step' : 'the services are out of step';
  console.error(
    `${count('ahead')} ahead of their owner, ${count('gone')} gone and still named, ${behind} messages not received: ${outcome}`,
  );
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [verb, ...rest] = positionals;
  const isUsable = verb === 'apply' || ((verb === 'list' || verb === 'resend') && !values['delete-unknown']);
  if (rest.length > 0 || !isUsable) throw new Error(usage);
  await withDatabases(async databases => {
    if (verb === 'resend') return console.log(`${await sendMissing(databases)} messages are sent again`);
    const findings =
      verb === 'apply' ? await reconcile(databases, values['delete-unknown']) : await findDifferences(databases);
    print(findings);
    process.exitCode = findings.length === 0 ? 0 : 1;
  });
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
