/** `npm start [-- --fresh --instances SERVICE=NUMBER,…]`: brings the system up on this machine and keeps it up until it is told to stop. */
import { exitWith } from '@ems/dev-stack';
import { start } from '@ems/dev-stack/start';

await exitWith(start(process.argv.slice(2)));
