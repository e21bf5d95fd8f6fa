/** `npm run logs -- [NAME…] [--json] [--lines N]`: follows the logs of `npm start` or `npm run dev`. */
import { exitWith } from '@ems/dev-stack';
import { logsCommand } from '@ems/dev-stack/logs';

await exitWith(logsCommand(process.argv.slice(2)));
