/** `npm run demo [-- FILE]`: enters a c3voc schedule through the public API, as an organizer would. */
import { join, resolve } from 'node:path';
import { developmentConfig, gatewayUrl, readSettings } from '../stack/config.ts';
import { complain, elapsedSeconds, Plain, say } from '../system/say.ts';
import { createClient } from './client.ts';
import { load } from './load.ts';
import { organizer } from './organizer.ts';
import { planOf } from './plan.ts';
import { showProgress } from './progress.ts';
import { Report } from './report.ts';
import { readSchedule } from './schedule-file.ts';
import { whereToLook } from './where-to-look.ts';

async function main([file = join(import.meta.dirname, 'camp2019.json'), ...more]: string[]): Promise<void> {
  if (more.length > 0 || file.startsWith('-'))
    throw new Plain('Usage: npm run demo [-- FILE], a c3voc schedule in JSON');
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
  say(`loading ${plan.sessions.length} sessions of “${plan.event.title}” as ${account.email} into ${gateway}`);
  const { rooms, tracks, speakers, sessions } = plan;
  const progress = showProgress(1 + rooms.length + tracks.length + speakers.length + 2 * sessions.length);
  const report = new Report();
  try {
    await load({ client: createClient(gateway, organizer(gateway, account)), report, progress }, plan);
  } finally {
    progress.end();
  }
  say(`done after ${elapsedSeconds().toFixed(1)} s\n\n${report}\n\n${whereToLook(gateway, config, plan.event.slug)}\n`);
}

/** Later on it may go away for a while; at the start it should be there. */
async function requireGateway(gateway: string): Promise<void> {
  const isThere = await fetch(`${gateway}/health/live`).then(
    reply => reply.body?.cancel().then(() => true),
    () => false,
  );
  if (!isThere)
    throw new Plain(`Nothing answers at ${gateway}. Start the system first: npm start, or docker compose up.`);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  error => {
    complain(error);
    process.exit(1);
  },
);
