/** `npm run messages -- status|show|trace|replay|verify …`: messages and replicas of the services of `npm start`. */
import { runForAllServices } from '@ems/dev-stack';

process.exitCode = runForAllServices('messages', process.argv.slice(2));
