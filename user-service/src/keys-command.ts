/** `npm run keys -- rotate`: the next signing key, without a restart. In a container: `node dist/src/keys-command.js rotate`. */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { rotateKeys } from './modules/keys';

const usage = 'Usage: npm run keys -- rotate [--publish-first SECONDS]   (KEYS_DIR names the folder)';

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    // Every instance reads its folder each second.
    options: { 'publish-first': { type: 'string', default: '3' } },
  });
  const folder = process.env.KEYS_DIR;
  const seconds = Number(values['publish-first']);
  if (positionals.join(' ') !== 'rotate' || !folder || !(seconds >= 0 && seconds <= 3600)) throw new Error(usage);
  const { kid, deleted } = rotateKeys(folder, seconds * 1_000);
  console.log(`${kid} is published`);
  await delay(seconds * 1_000);
  console.log(`${kid} signs; tokens of the previous key stay valid until they expire`);
  for (const old of deleted) console.log(`${old} is deleted`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
