/** `[DEBUG=SERVICE,…] npm run dev [-- --fresh]`: as `npm start`, and what is edited is live at once. */
import { exitWith } from '@ems/dev-stack';
import { dev } from '@ems/dev-stack/dev';

await exitWith(dev({ fresh: process.argv.includes('--fresh') }));
