/** `npm run bench`: measures the system, on servers of its own; `-- --help` says more. */
import { exitWith } from '@ems/dev-stack';
import { bench } from '@ems/dev-stack/bench';

await exitWith(bench(process.argv.slice(2)));
