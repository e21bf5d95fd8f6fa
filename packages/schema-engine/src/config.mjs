import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

// The real path: a workspace is reached through a link in node_modules.
const packageFolder = realpathSync(fileURLToPath(new URL('..', import.meta.url)));
const projectFolder = join(packageFolder, '../..');

/**
 * What `prisma.config.ts` of every service exports. It makes Prisma's CLI run this package's schema engine instead of
 * one that it would download, and keeps it from asking its makers for news.
 *
 * @param {object} database where the service's data is unless DATABASE_URL says so: on this machine, as `npm start` sets
 *   it up, where a role's password is its name unless a setting says another
 * @param {string} database.role the owner's, who alone may migrate
 * @param {string} database.database
 * @param {number} database.port
 * @param {string} database.portVariable the variable, of the environment or of .env, that changes the port; its sister
 *   `…_OWNER_PASSWORD` changes the password
 * @returns {{ schema: string, migrations: { path: string }, datasource: { url: string } }}
 */
export const defineServiceConfig = ({ role, database, port, portVariable }) => {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ||= join(packageFolder, 'bin/schema-engine.mjs');
  process.env.CHECKPOINT_DISABLE ||= '1';
  // The engine's first line says `env node`: that must be the Node.js that runs the CLI, not an older one.
  process.env.PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const localPassword = secret(portVariable.replace(/_PORT$/, '_OWNER_PASSWORD')) || role;
  const localUrl = `postgresql://${role}:${encodeURIComponent(localPassword)}@127.0.0.1:${setting(portVariable) || port}/${database}`;
  return {
    schema: 'prisma',
    migrations: { path: 'prisma/migrations' },
    datasource: { url: process.env.DATABASE_URL ? completed(process.env.DATABASE_URL) : localUrl },
  };
};

/**
 * DATABASE_URL with the password, and the files for TLS, that may stand apart, as the services read them.
 * @param {string} url
 */
const completed = url => {
  const parsed = new URL(url);
  const password = secret('DATABASE_PASSWORD');
  if (password) parsed.password = encodeURIComponent(password);
  const files = { sslrootcert: 'DATABASE_CA_FILE', sslcert: 'DATABASE_CERT_FILE', sslkey: 'DATABASE_KEY_FILE' };
  for (const [parameter, name] of Object.entries(files)) {
    const file = setting(name);
    if (!file) continue;
    parsed.searchParams.set(parameter, resolve(projectFolder, file));
    parsed.searchParams.set('sslmode', 'verify-full');
  }
  return parsed.href;
};

/** @param {string} name */
const setting = name => {
  const file = join(projectFolder, '.env');
  return process.env[name] || (existsSync(file) && parseEnv(readFileSync(file, 'utf8'))[name]);
};

/** @param {string} name of a setting that may stand in a file */
const secret = name => {
  const file = setting(`${name}_FILE`);
  return file ? readFileSync(resolve(projectFolder, file), 'utf8').replace(/\r?\n$/, '') : setting(name);
};
