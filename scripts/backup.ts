/** `npm run backup -- --to DIR [--compose]`: copies the state of a system that serves, of `npm start` or of `docker compose up`. */
import { exitWith } from '@ems/dev-stack';
import { runBackup } from '@ems/dev-stack/backup';

await exitWith(runBackup(process.argv.slice(2)));
