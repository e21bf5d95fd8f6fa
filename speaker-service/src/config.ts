import {
  emailDigestEnvironment,
  grpcServerEnvironment,
  invitationEnvironment,
  invitationLimitEnvironment,
  loadConfig,
  refuseInProduction,
  serviceEnvironment,
  verifiedEmailEnvironment,
} from '@ems/chassis/config';
import { z } from 'zod';

export const environment = {
  ...serviceEnvironment,
  ...grpcServerEnvironment,
  ...emailDigestEnvironment,
  ...invitationEnvironment,
  ...verifiedEmailEnvironment,
  ...invitationLimitEnvironment,
  HTTP_PORT: serviceEnvironment.HTTP_PORT.default(3004),
  GRPC_PORT: grpcServerEnvironment.GRPC_PORT.default(50052),
  /** Public keys of user-service, which verify access tokens. */
  JWKS_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3001/.well-known/jwks.json'),
};

export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = loadConfig(environment, env);
  refuseInProduction(config);
  return config;
}

export type Config = ReturnType<typeof readConfig>;
