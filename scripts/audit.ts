/** `npm run audit -- verify|list [SERVICE] …`: the audit logs of `npm start`, of all services where none is named. */
import { runPerService } from '@ems/dev-stack';

process.exitCode = runPerService('audit', process.argv.slice(2));
