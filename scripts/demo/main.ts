/** `npm run demo [-- FILE]`: imports the schedule of a real conference, as an organizer of its own. */
import { join, resolve } from 'node:path';
import { createClient, NoReplyError } from '@ems/client/src';
import { developmentConfig, elapsedSeconds, exitWith, gatewayUrl, log, readSettings, UserError } from '@ems/dev-stack';
import { runImport } from '@ems/schedule-import';
import { listLinks } from './links.ts';
import { signIn } from './sign-in.ts';

/** Schedule files do not say where a conference takes place. */
const venue = { name: 'Ziegeleipark Mildenberg', address: 'Ziegelei 10', city: 'Zehdenick', country: 'DE' };

async function main([file, ...more]: string[]): Promise<number> {
  if (more.length > 0 || file?.startsWith('-'))
    throw new UserError('Usage: npm run demo [-- FILE], a schedule; npm run import can do more');
  const config = developmentConfig();
  const settings = readSettings();
  const gateway = (settings.GATEWAY_URL ?? gatewayUrl(config)).replace(/\/+$/, '');
  const account = {
    email: settings.DEMO_EMAIL ?? 'demo-organizer@example.org',
    password: settings.DEMO_PASSWORD ?? 'development-organizer',
  };
  await register(gateway, account);
  log(`importing as ${account.email} into ${gateway}`);
  // npm runs its scripts in the project's folder, wherever it was called.
  const path =
    file === undefined ? join(import.meta.dirname, 'camp2019.json') : resolve(process.env.INIT_CWD ?? '.', file);
  const code = await runImport([path], {
    folder: '.',
    login: { url: gateway, ...account },
    ...(file === undefined && { venue }),
  });
  log(`done after ${elapsedSeconds().toFixed(1)} s`);
  if (code !== 1 && file === undefined) console.log(`\n${listLinks(gateway, config, 'camp2019')}\n`);
  return code;
}

/** So that it works at once: whoever imports otherwise has an account. */
async function register(gateway: string, account: { email: string; password: string }): Promise<void> {
  await requireGateway(gateway);
  await signIn(createClient({ baseUrl: gateway }), account).catch((error: unknown) => {
    if (!(error instanceof NoReplyError)) throw error;
    throw new UserError(`Nothing answers at ${gateway} any more: ${error.message}`);
  });
}

async function requireGateway(gateway: string): Promise<void> {
  const isUp = await fetch(`${gateway}/health/live`).then(
    reply => reply.body?.cancel().then(() => true),
    () => false,
  );
  if (!isUp)
    throw new UserError(`Nothing answers at ${gateway}. Start the system first: npm start, or docker compose up.`);
}

await exitWith(main(process.argv.slice(2)));
