import { execFile } from 'node:child_process';
import { databaseUrl } from '../../support/databases';
import { services, settingOf } from '../../support/services';

/** What an operator's command has printed: lines of JSON, and what it says of them. */
export interface Output<Line> {
  code: number;
  lines: Line[];
  said: string;
}

/** Runs a command for all services. @throws Error for one that could not even begin */
export function operate<Line>(command: 'messages' | 'reconcile', ...args: string[]): Promise<Output<Line>> {
  const urls = services.flatMap(service => {
    const prefix = service.replace(/-service$/, '').toUpperCase();
    return [
      [`${prefix}_DATABASE_URL`, databaseUrl(service, 'service')],
      [`${prefix}_AMQP_URL`, settingOf(service, 'AMQP_URL')],
    ];
  });
  const env = { ...process.env, ...Object.fromEntries(urls) };
  return new Promise((resolve, reject) => {
    const path = require.resolve(`@ems/operations/${command}/command`);
    const child = execFile(process.execPath, [path, ...args], { env }, (_error, stdout, stderr) => {
      if (child.exitCode === 2 || child.exitCode === null) return reject(new Error(stderr));
      const lines = stdout.split('\n').filter(line => line !== '');
      resolve({ code: child.exitCode, lines: lines.map(line => JSON.parse(line)), said: stderr });
    });
  });
}
