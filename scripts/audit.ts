/** `npm run audit -- verify|list [SERVICE] …`: the audit logs of `npm start`, of all services where none is named. */
import { runAsService } from './stack/service-command.ts';

process.exitCode = runAsService('audit/command.js', process.argv.slice(2));
