import { z } from 'zod';

/** What every service reads from its environment. */
export const serviceEnvironment = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  HTTP_HOST: z.string().default('127.0.0.1'),
  HTTP_PORT: z.coerce.number().int().min(0).max(65535),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Empty: run without a broker; messages wait in the outbox. */
  AMQP_URL: z.union([z.literal(''), z.url({ protocol: /^amqps?$/ })]).default(''),
  JWT_ISSUER: z.string().min(1).default('ems'),
  /** Base of all links that leave the system: the gateway as its users see it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1'),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
};

/** Where to bind a gRPC server. */
export const grpcServerEnvironment = {
  GRPC_HOST: z.string().default('127.0.0.1'),
  GRPC_PORT: z.coerce.number().int().min(0).max(65535),
};

/**
 * Reads the environment once.
 * @throws Error whose message lists every bad variable, one per line, without its value (it may be a secret)
 */
export function loadConfig<Shape extends z.ZodRawShape>(shape: Shape, environment: NodeJS.ProcessEnv = process.env) {
  const result = z.object(shape).safeParse(environment);
  if (result.success) return result.data;
  const lines = result.error.issues.map(issue => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment does not fit:\n${lines.join('\n')}`);
}

/** The part of a service's configuration that {@link refuseInProduction} looks at. */
type Common = Pick<
  z.infer<z.ZodObject<typeof serviceEnvironment>>,
  'NODE_ENV' | 'RATE_LIMITS' | 'DATABASE_URL' | 'AMQP_URL'
>;

const shortestSecret = 12;

/** A URL whose login is development's, anybody's guess, or short. One without a password is taken: others vouch for it. */
export function isOpenLogin(url: string): boolean {
  if (url === '') return false;
  const { username, password } = new URL(url);
  if (username === 'guest') return true;
  return password !== '' && (password.length < shortestSecret || password.startsWith(username));
}

/**
 * Refuses development's defaults in production.
 * @param own what the service itself refuses: true where it is so
 * @throws Error that names what is refused, without its value
 */
export function refuseInProduction(config: Common, own: Record<string, boolean> = {}): void {
  const refused = {
    'RATE_LIMITS=off': config.RATE_LIMITS === 'off',
    'the password in DATABASE_URL': isOpenLogin(config.DATABASE_URL),
    'the login in AMQP_URL': isOpenLogin(config.AMQP_URL),
    ...own,
  };
  const bad = Object.entries(refused).flatMap(([name, isSo]) => (isSo ? [name] : []));
  if (config.NODE_ENV === 'production' && bad.length > 0) {
    throw new Error(`Not usable with NODE_ENV=production: ${bad.join(', ')}`);
  }
}
