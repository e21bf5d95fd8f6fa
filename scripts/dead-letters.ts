/** `npm run dead-letters -- list|redrive|discard [SERVICE] …`: messages that a service of `npm start` could not handle. */
import { runPerService } from '@ems/dev-stack';

process.exitCode = runPerService('dead-letters', process.argv.slice(2));
