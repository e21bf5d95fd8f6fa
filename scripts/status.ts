/** `npm run status [-- --watch] [NAME=URL …]`: what runs where, what waits, who leads, and what went wrong last. */
import { runStatus } from '@ems/dev-stack';

process.exitCode = runStatus(process.argv.slice(2));
