import { z } from 'zod';
import { connectionUrl } from './connection-url';
import { openSecret } from './open-secret';

/** What every service reads from its environment. */
export const serviceEnvironment = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  HTTP_HOST: z.string().default('127.0.0.1'),
  HTTP_PORT: z.coerce.number().int().min(0).max(65535),
  /** How long a service that is told to stop waits for others to leave its connections: longer than the gateway keeps one idle (2 s). */
  DRAIN_SECONDS: z.coerce.number().min(0).max(15).default(4),
  DATABASE_URL: connectionUrl('postgresql', 'postgres'),
  /** Empty: run without a broker; messages wait in the outbox. */
  AMQP_URL: z.union([z.literal(''), connectionUrl('amqp', 'amqps')]).default(''),
  METRICS: z.enum(['on', 'off']).default('on'),
  /** Where it tells its metrics: never where others than Prometheus are. */
  METRICS_HOST: z.string().default('127.0.0.1'),
  /** Empty: nowhere. */
  METRICS_PORT: z.union([z.literal(''), z.coerce.number().int().min(0).max(65535)]).default(''),
  /** Of the source that it was built from, as its metrics tell it. */
  BUILD_COMMIT: z.string().default(''),
  JWT_ISSUER: z.string().min(1).default('ems'),
  /** Base of all links that leave the system: the gateway as its users see it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1'),
  /** Where the pages are that people are led to, where that is another front end than the gateway's own. */
  PUBLIC_WEB_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  /** Whether production refuses to talk to a database, a broker or another service but by verified TLS. */
  REQUIRE_TLS: z.enum(['on', 'off']).default('off'),
  /** What the replies to public reads that are kept in memory may weigh together; 0: none is kept. */
  REPLY_CACHE_MB: z.coerce.number().int().min(0).max(10_000).default(64),
  /** Keys the fingerprints of requests with an Idempotency-Key, and the seals of their replies. */
  IDEMPOTENCY_KEY_SECRET: z.string().min(1).default(openSecret('idempotency')),
  /** Another that holds too: the one of before, until the replies of its time have expired after a day. */
  IDEMPOTENCY_KEY_SECRET_PREVIOUS: z.string().default(''),
};

/** The base of the pages that people are led to, without a slash at its end. */
export const webUrlOf = ({ PUBLIC_URL, PUBLIC_WEB_URL }: { PUBLIC_URL: string; PUBLIC_WEB_URL: string }): string =>
  (PUBLIC_WEB_URL || PUBLIC_URL).replace(/\/+$/, '');

/** The same for a redirect, which needs none where the gateway has the pages itself. */
export const pageBaseOf = ({ PUBLIC_WEB_URL }: { PUBLIC_WEB_URL: string }): string =>
  PUBLIC_WEB_URL.replace(/\/+$/, '');

/** Of a service that compares addresses with those of accounts, or publishes these. */
export const emailDigestEnvironment = {
  /** Keys the digests of addresses, the same in all of these services. */
  EMAIL_DIGEST_KEY: z.string().min(1).default(openSecret('email-digest')),
};

/** Of a service that issues tickets, or mails them. */
export const ticketEnvironment = {
  /** Seals the codes of tickets on their way from the one to the other. */
  TICKET_KEY: z.string().min(1).default(openSecret('ticket')),
};

/** Of a service that invites people by mail, or makes these mails. */
export const invitationEnvironment = {
  /** Makes the tokens of invitations to claim a profile, of which neither stores any. */
  INVITATION_KEY: z.string().min(1).default(openSecret('invitation')),
};

/** Of a service by which people invite others. */
export const invitationLimitEnvironment = {
  /** How many invitations an account may have mailed within 24 hours. */
  INVITATIONS_PER_DAY: z.coerce.number().int().min(1).max(10_000).default(50),
};

/** Of a service that has mails sent to addresses which nobody has verified, or free text to any. */
export const mailLimitEnvironment = {
  /** How many announcements, and how many tickets from the door, an address gets within 24 hours. */
  MAILS_PER_ADDRESS_PER_DAY: z.coerce.number().int().min(1).max(1_000).default(5),
};

/** Of a service whose doors may ask for a verified address. */
export const verifiedEmailEnvironment = {
  /** Whether publishing, proposing, inviting and holding a seat for longer than a day need a verified address. Empty: on in production. */
  REQUIRE_VERIFIED_EMAIL: z.enum(['', 'on', 'off']).default(''),
};

/** Whether {@link verifiedEmailEnvironment} asks for one. */
export const requiresVerifiedEmail = ({
  NODE_ENV,
  REQUIRE_VERIFIED_EMAIL,
}: {
  NODE_ENV: string;
  REQUIRE_VERIFIED_EMAIL: string;
}): boolean => (REQUIRE_VERIFIED_EMAIL || (NODE_ENV === 'production' ? 'on' : 'off')) === 'on';

const gRPC = {
  /** Shared by the services that call each other; production refuses to start without one. Empty: anybody may call. */
  GRPC_TOKEN: z
    .union([z.literal(''), z.string().regex(/^[\x21-\x7e]{32,200}$/, '32 to 200 characters of ASCII')])
    .default(''),
  /** PEM files for mutual TLS between them: the authority that signs both sides, and this side's own certificate; all three or none. */
  GRPC_CA_FILE: z.string().default(''),
  GRPC_CERT_FILE: z.string().default(''),
  GRPC_KEY_FILE: z.string().default(''),
};

/** Of a service that calls others over gRPC. */
export const grpcClientEnvironment = gRPC;

/** Where to bind a gRPC server. */
export const grpcServerEnvironment = {
  ...gRPC,
  GRPC_HOST: z.string().default('127.0.0.1'),
  GRPC_PORT: z.coerce.number().int().min(0).max(65535),
};
