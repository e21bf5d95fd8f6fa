import {
  emailDigestEnvironment,
  grpcClientEnvironment,
  invitationLimitEnvironment,
  loadConfig,
  mailLimitEnvironment,
  refuseInProduction,
  serviceEnvironment,
  ticketEnvironment,
  verifiedEmailEnvironment,
} from '@ems/chassis/config';
import { z } from 'zod';

const target = z.string().regex(/^[\w.:/,[\]-]+$/, 'Must be host:port, or another gRPC name');

export const environment = {
  ...serviceEnvironment,
  ...grpcClientEnvironment,
  ...emailDigestEnvironment,
  ...ticketEnvironment,
  ...verifiedEmailEnvironment,
  ...invitationLimitEnvironment,
  ...mailLimitEnvironment,
  HTTP_PORT: serviceEnvironment.HTTP_PORT.default(3002),
  JWKS_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3001/.well-known/jwks.json'),
  SESSION_GRPC_TARGET: target.default('127.0.0.1:50051'),
  SPEAKER_GRPC_TARGET: target.default('127.0.0.1:50052'),
};

export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = loadConfig(environment, env);
  refuseInProduction(config);
  return config;
}

export type Config = ReturnType<typeof readConfig>;
