/** Dead letters of the service whose AMQP_URL and DATABASE_URL stand in the environment: list, redrive, discard. */
import { parseArgs } from 'node:util';
import { audit } from '@ems/chassis/audit';
import { connectionUrl, loadConfig } from '@ems/chassis/config';
import { withSql } from '@ems/chassis/database';
import { type DeadLetter, type Decision, visitDeadLetters } from './visit';

const usage = `Usage: list [--id ID] [--type TYPE]
       redrive --id ID | --type TYPE | --all
       discard --id ID --reason TEXT`;

const options = {
  id: { type: 'string' },
  type: { type: 'string' },
  all: { type: 'boolean', default: false },
  reason: { type: 'string' },
} as const;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options });
  const [verb, ...rest] = positionals;
  const { id, type, all, reason } = values;
  const isMeant = (letter: DeadLetter) => (!id || letter.id === id) && (!type || letter.type === type);
  const isClear =
    verb === 'list' || (verb === 'redrive' && (id || type || all)) || (verb === 'discard' && id && reason && !all);
  if (rest.length > 0 || !isClear) throw new Error(usage);
  const { AMQP_URL: amqpUrl } = loadConfig({ AMQP_URL: connectionUrl('amqp', 'amqps') });
  await withSql('dead letters', async sql => {
    const decide = async (letter: DeadLetter): Promise<Decision> => {
      if (!isMeant(letter)) return 'keep';
      if (verb === 'list') console.log(JSON.stringify(letter));
      if (verb !== 'redrive' && verb !== 'discard') return 'keep';
      const facts = { type: letter.type, subject: letter.subject, error: letter.error, ...(reason && { reason }) };
      await audit(sql, {
        action: `message.${verb === 'redrive' ? 'redriven' : 'discarded'}`,
        subject: letter.id,
        facts,
      });
      return verb;
    };
    const { keep, redrive, discard } = await visitDeadLetters(amqpUrl, decide);
    const isList = verb === 'list';
    console.error(isList ? `dead letters: ${keep}` : `${redrive} redriven, ${discard} discarded, ${keep} left`);
  });
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
