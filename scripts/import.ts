/** `npm run import -- FILE`: brings an event in step with a schedule file, through the public API. */
import { developmentConfig, exitWith, gatewayUrl, readSettings } from '@ems/dev-stack';
import { runImport } from '@ems/schedule-import';

const settings = readSettings();

await exitWith(
  runImport(process.argv.slice(2), {
    // npm runs its scripts in the project's folder, wherever it was called.
    folder: process.env.INIT_CWD ?? '.',
    login: {
      url: settings.EMS_URL ?? gatewayUrl(developmentConfig()),
      token: settings.EMS_TOKEN,
      email: settings.EMS_EMAIL,
      password: settings.EMS_PASSWORD,
    },
  }),
);
