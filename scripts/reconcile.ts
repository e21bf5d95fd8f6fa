/** `npm run reconcile -- list|apply [--delete-unknown]`: brings the services of `npm start` in step after a restore of one's database. */
import { runForAllServices } from '@ems/dev-stack';

process.exitCode = runForAllServices('reconcile', process.argv.slice(2));
