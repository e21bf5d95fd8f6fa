/** `npm run restore -- --from DIR [--replace] [--only SERVICE] [--compose]`: makes the state anew out of a backup. */
import { exitWith } from '@ems/dev-stack';
import { runRestore } from '@ems/dev-stack/backup';

await exitWith(runRestore(process.argv.slice(2)));
