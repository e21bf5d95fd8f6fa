/**
 * `node command.js` and `node command.js --watch`: on one screen, what runs where, what waits, who leads, and what went wrong last.
 * The environment names who is asked. Exits with 1 where something is to be looked at.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '@ems/chassis/config';
import { z } from 'zod';
import { lastErrors } from './last-errors';
import { readStatus, type Status, type Targets } from './read-status';
import { isWell, render } from './render';

const usage = `Usage: [--watch] [NAME=URL …]

NAME is that of a service, gateway or broker; URL is where it tells its metrics, without /metrics:
event-service=http://10.0.0.5:9464`;

const everyMs = 2_000;
const shownErrors = 5;

const targetList = z
  .string()
  .transform(text => text.split(/[\s,]+/).filter(Boolean))
  .refine(all => all.every(each => /^[a-z-]+=https?:\/\/\S+$/.test(each)), usage)
  .transform(all => Object.fromEntries(all.map(each => each.split(/=(.*)/).slice(0, 2))) as Targets);

async function main(): Promise<void> {
  const { STATUS_TARGETS, STATUS_LOGS } = loadConfig({
    STATUS_TARGETS: z.string().default(''),
    STATUS_LOGS: z.string().default(''),
  });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { watch: { type: 'boolean', default: false } },
  });
  const parsed = targetList.safeParse(positionals.length > 0 ? positionals.join(' ') : STATUS_TARGETS);
  if (!parsed.success || Object.keys(parsed.data).length === 0) throw new Error(usage);
  const targets = parsed.data;
  const services = Object.keys(targets).filter(name => name.endsWith('-service'));
  let status: Status | undefined;
  do {
    status = await readStatus(targets, status);
    const errors = STATUS_LOGS ? await lastErrors(STATUS_LOGS, services, shownErrors) : [];
    // To the top of a cleared screen.
    if (values.watch) process.stdout.write('\u001b[H\u001b[2J');
    console.log(render(status, errors));
    if (values.watch) await delay(everyMs);
  } while (values.watch);
  process.exitCode = isWell(status) ? 0 : 1;
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
