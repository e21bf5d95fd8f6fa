import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { grpcClientEnvironment, serviceEnvironment } from './environment';
import { loadConfig } from './load-config';
import { refuseInProduction } from './production';

const { DATABASE_URL, AMQP_URL } = serviceEnvironment;
const hard = `@/#%: $"'\\?&=é`;

let folder: string;
const fileOf = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ems-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const loginOf = (url: string) => {
  const { username, password, host } = new URL(url);
  return [username, password, host].map(decodeURIComponent);
};

test('a password of any characters stands apart from its URL, as it is, in a variable or in a file', () => {
  const database = { DATABASE_URL: 'postgresql://app@db:5432/app', DATABASE_PASSWORD: hard };
  expect(loginOf(loadConfig({ DATABASE_URL }, database).DATABASE_URL)).toEqual(['app', hard, 'db:5432']);
  const broker = { AMQP_URL: 'amqp://mq/', AMQP_USER: 'a@b', AMQP_PASSWORD_FILE: fileOf('broker', `${hard}\n`) };
  expect(loginOf(loadConfig({ AMQP_URL }, broker).AMQP_URL)).toEqual(['a@b', hard, 'mq']);
});

test('any variable may be in a file, which wins over the variable', () => {
  const environment = { PASSWORD: 'of development', PASSWORD_FILE: fileOf('any', 'of the file\n') };
  expect(loadConfig({ PASSWORD: z.string() }, environment)).toEqual({ PASSWORD: 'of the file' });
  expect(loadConfig({ PASSWORD: z.string() }, { PASSWORD: 'plain', PASSWORD_FILE: '' })).toEqual({ PASSWORD: 'plain' });
});

test('a file that is not there is named', () => {
  const environment = { DATABASE_URL: 'postgresql://app@db/app', DATABASE_PASSWORD_FILE: join(folder, 'nothing') };
  expect(() => loadConfig({ DATABASE_URL }, environment)).toThrow('DATABASE_PASSWORD_FILE: ENOENT');
});

test('a login of links is none of the environment', () => {
  const environment = { PUBLIC_URL: 'https://ems.example', PUBLIC_PASSWORD: 'secret', PUBLIC_USER: 'me' };
  expect(loadConfig({ PUBLIC_URL: serviceEnvironment.PUBLIC_URL }, environment)).toEqual({
    PUBLIC_URL: 'https://ems.example',
  });
});

test('a service that calls or is called over gRPC does not start in production without GRPC_TOKEN', () => {
  const common = { NODE_ENV: 'production', RATE_LIMITS: 'on', DATABASE_URL: '', AMQP_URL: '' } as const;
  expect(() => refuseInProduction(common)).not.toThrow();
  expect(() => refuseInProduction({ ...common, GRPC_TOKEN: '' })).toThrow('no GRPC_TOKEN');
  expect(() => refuseInProduction({ ...common, GRPC_TOKEN: 't'.repeat(32) })).not.toThrow();
  expect(() => loadConfig(grpcClientEnvironment, { GRPC_TOKEN: 'short' })).toThrow('GRPC_TOKEN: 32 to 200');
});

test.each(['pa/ss', '12/ss', 'pa#ss', 'pa?ss', '100%', 'pa@12/ss'])(
  'the password %s inside a URL is refused, and by what to do instead',
  password => {
    const read = (variable: string, value: string) => () =>
      loadConfig({ DATABASE_URL, AMQP_URL }, { DATABASE_URL: 'postgresql://db/app', [variable]: value });
    expect(read('DATABASE_URL', `postgresql://app:${password}@db/app`)).toThrow(/DATABASE_URL: .*_PASSWORD/);
    expect(read('AMQP_URL', `amqp://app:${password}@mq/`)).toThrow(/AMQP_URL: .*_PASSWORD/);
    expect(read('DATABASE_URL', `postgresql://app:${encodeURIComponent(password)}@db/app`)).not.toThrow();
  },
);

test('the files that a server is verified by stand apart from its URL, and stand in it as libpq and RabbitMQ read them', () => {
  const [ca, cert, key] = [fileOf('ca', 'a'), fileOf('cert', 'c'), fileOf('key', 'k')];
  const database = { DATABASE_URL: 'postgresql://app@db/app', DATABASE_CA_FILE: ca };
  expect(loadConfig({ DATABASE_URL }, database).DATABASE_URL).toBe(
    `postgresql://app@db/app?sslrootcert=${encodeURIComponent(ca)}&sslmode=verify-full`,
  );
  const broker = { AMQP_URL: 'amqps://app@mq/', AMQP_CA_FILE: ca, AMQP_CERT_FILE: cert, AMQP_KEY_FILE: key };
  const { searchParams } = new URL(loadConfig({ AMQP_URL }, broker).AMQP_URL);
  expect(Object.fromEntries(searchParams)).toEqual({ cacertfile: ca, certfile: cert, keyfile: key });
  const several = { ADMIN_DATABASE_URL: 'postgresql://postgres@db/app', ...database, DATABASE_CERT_FILE: cert };
  expect(loadConfig({ ADMIN_DATABASE_URL: DATABASE_URL }, several).ADMIN_DATABASE_URL).not.toContain('sslcert');
});

test.each([
  ['a broker without TLS', { AMQP_URL: 'amqp://app@mq/', AMQP_CA_FILE: __filename }, 'amqps'],
  ['a certificate without its key', { AMQP_URL: 'amqps://app@mq/', AMQP_CERT_FILE: __filename }, 'AMQP_CA_FILE'],
  ['a file that is not there', { AMQP_URL: 'amqps://app@mq/', AMQP_CA_FILE: '/nowhere/ca.pem' }, 'ENOENT'],
])('certificates are refused for %s', (_, environment, reason) => {
  expect(() => loadConfig({ AMQP_URL }, environment)).toThrow(reason);
});

const verified = {
  DATABASE_URL: 'postgresql://db/app?sslmode=verify-full',
  AMQP_URL: 'amqps://mq/',
  GRPC_CA_FILE: '/ca',
};

test.each([
  ['DATABASE_URL', 'postgresql://db/app'],
  ['AMQP_URL', 'amqp://mq/'],
  ['GRPC_CA_FILE', ''],
])('with REQUIRE_TLS production does not start where %s says no TLS', (name, value) => {
  const production = { NODE_ENV: 'production', RATE_LIMITS: 'on', ...verified } as const;
  expect(() => refuseInProduction({ ...production, REQUIRE_TLS: 'on' })).not.toThrow();
  expect(() => refuseInProduction({ ...production, REQUIRE_TLS: 'on', [name]: value })).toThrow(/REQUIRE_TLS/);
  expect(() => refuseInProduction({ ...production, REQUIRE_TLS: 'off', [name]: value })).not.toThrow();
});

test.each(['sslmode=require', 'sslmode=no-verify', 'ssl=true', 'sslmode=verify-full&uselibpqcompat=true'])(
  'production takes no database by TLS that would be any server: %s',
  parameters => {
    const url = `postgresql://db/app?${parameters}`;
    const production = { NODE_ENV: 'production', RATE_LIMITS: 'on', DATABASE_URL: url, AMQP_URL: '' } as const;
    expect(() => refuseInProduction(production)).toThrow('sslmode=verify-full');
    expect(() => refuseInProduction({ ...production, DATABASE_URL: 'postgresql://db/app' })).not.toThrow();
  },
);
