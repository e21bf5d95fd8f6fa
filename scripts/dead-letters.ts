/** `npm run dead-letters -- list|redrive|discard [SERVICE] …`: messages that a service of `npm start` could not handle. */
import { runAsService } from './stack/service-command.ts';

process.exitCode = runAsService('messaging/dead-letters-command.js', process.argv.slice(2));
