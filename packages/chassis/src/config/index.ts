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

/** Refuses development defaults in production. */
export function refuseInProduction(nodeEnv: string, variables: Record<string, boolean>): void {
  const bad = Object.keys(variables).filter(name => variables[name]);
  if (nodeEnv === 'production' && bad.length > 0) {
    throw new Error(`Not usable with NODE_ENV=production: ${bad.join(', ')}`);
  }
}
