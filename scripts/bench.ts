/** `npm run bench:login-storm`, `npm run bench:schedule`, `npm run bench:texts`: measures, on servers of its own where it needs any. */
import { exitWith } from '@ems/dev-stack';
import { bench } from '@ems/dev-stack/bench';

await exitWith(bench(process.argv[2]));
