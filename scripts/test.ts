/** `npm test [-- PATH or PATTERN …]`: what is asked for, or everything that needs no running system. */
import { exitWith } from '@ems/dev-stack';
import { runTests } from '@ems/dev-stack/test';

await exitWith(runTests(process.argv.slice(2)));
