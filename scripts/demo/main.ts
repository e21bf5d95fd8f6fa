/** `npm run demo [-- FILE]`: enters a c3voc schedule through the public API, as an organizer would. */
import { join, resolve } from 'node:path';
import { createClient, NoReplyError } from '@ems/client/src';
import { developmentConfig, elapsedSeconds, exitWith, gatewayUrl, log, readSettings, UserError } from '@ems/dev-stack';
import { listLinks } from './links.ts';
import { load } from './load.ts';
import { planOf } from './plan.ts';
import { showProgress } from './progress.ts';
import { Report } from './report.ts';
import { readSchedule } from './schedule-file.ts';
import { signIn } from './sign-in.ts';

/** How long a request is retried while some process of the system is unavailable. */
const budget = { attempts: Number.POSITIVE_INFINITY, milliseconds: 90_000, timeoutMilliseconds: 15_000 };

async function main([file = join(import.meta.dirname, 'camp2019.json'), ...more]: string[]): Promise<void> {
  if (more.length > 0 || file.startsWith('-'))
    throw new UserError('Usage: npm run demo [-- FILE], a c3voc schedule in JSON');
  const config = developmentConfig();
  const settings = readSettings();
  const gateway = (settings.GATEWAY_URL ?? gatewayUrl(config)).replace(/\/+$/, '');
  const account = {
    email: settings.DEMO_EMAIL ?? 'demo-organizer@example.org',
    password: settings.DEMO_PASSWORD ?? 'development-organizer',
  };
  // npm runs its scripts in the project's folder, wherever it was called.
  const plan = planOf(await readSchedule(resolve(process.env.INIT_CWD ?? '.', file)));
  await requireGateway(gateway);
  log(`loading ${plan.sessions.length} sessions of “${plan.event.title}” as ${account.email} into ${gateway}`);
  const { rooms, tracks, speakers, sessions } = plan;
  const progress = showProgress(1 + rooms.length + tracks.length + speakers.length + 2 * sessions.length);
  const report = new Report();
  try {
    const client = createClient({ baseUrl: gateway, budget });
    await signIn(client, account);
    await load({ client, report, progress }, plan);
  } catch (error) {
    if (!(error instanceof NoReplyError)) throw error;
    throw new UserError(`Nothing answers at ${gateway} any more: ${error.message}`);
  } finally {
    progress.end();
  }
  log(`done after ${elapsedSeconds().toFixed(1)} s\n\n${report}\n\n${listLinks(gateway, config, plan.event.slug)}\n`);
}

/** Later on it may be unavailable for a while; at the start it should answer. */
async function requireGateway(gateway: string): Promise<void> {
  const isUp = await fetch(`${gateway}/health/live`).then(
    reply => reply.body?.cancel().then(() => true),
    () => false,
  );
  if (!isUp)
    throw new UserError(`Nothing answers at ${gateway}. Start the system first: npm start, or docker compose up.`);
}

await exitWith(main(process.argv.slice(2)).then(() => 0));
