import type { z } from 'zod';
import { isTrusting, isVerified } from './certificates';
import type {
  emailDigestEnvironment,
  grpcClientEnvironment,
  invitationEnvironment,
  serviceEnvironment,
  ticketEnvironment,
} from './environment';
import { isOpenSecret } from './open-secret';

/** The part of a service's configuration that {@link refuseInProduction} looks at. */
type Common = Pick<
  z.infer<z.ZodObject<typeof serviceEnvironment>>,
  'NODE_ENV' | 'RATE_LIMITS' | 'DATABASE_URL' | 'AMQP_URL'
> &
  Partial<
    z.infer<
      z.ZodObject<
        typeof serviceEnvironment &
          typeof grpcClientEnvironment &
          typeof emailDigestEnvironment &
          typeof ticketEnvironment &
          typeof invitationEnvironment
      >
    >
  >;

const shortestSecret = 12;

/** A URL whose login is development's, anybody's guess, or short. One without a password is taken: others vouch for it. */
export function isOpenLogin(url: string): boolean {
  if (url === '') return false;
  const { username, password } = new URL(url);
  if (username === 'guest') return true;
  return password !== '' && (decodeURIComponent(password).length < shortestSecret || password.startsWith(username));
}

const isSet = (url: string, is: (url: string) => boolean) => url !== '' && is(url);

/** What goes over the network without TLS, or to whomever answers. */
const plaintextOf = (config: Common) => ({
  'REQUIRE_TLS with a DATABASE_URL without DATABASE_CA_FILE': isSet(config.DATABASE_URL, url => !isVerified(url)),
  'REQUIRE_TLS with an AMQP_URL that is not of amqps': isSet(config.AMQP_URL, url => !isVerified(url)),
  'REQUIRE_TLS without GRPC_CA_FILE': config.GRPC_CA_FILE === '',
});

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
    'IDEMPOTENCY_KEY_SECRET of development, or of less than 32 characters': isOpenSecret(config.IDEMPOTENCY_KEY_SECRET),
    'IDEMPOTENCY_KEY_SECRET_PREVIOUS of that kind': isOpenSecret(config.IDEMPOTENCY_KEY_SECRET_PREVIOUS || undefined),
    'EMAIL_DIGEST_KEY of development, or of less than 32 characters': isOpenSecret(config.EMAIL_DIGEST_KEY),
    'TICKET_KEY of development, or of less than 32 characters': isOpenSecret(config.TICKET_KEY),
    'INVITATION_KEY of development, or of less than 32 characters': isOpenSecret(config.INVITATION_KEY),
    'no GRPC_TOKEN': config.GRPC_TOKEN === '',
    'a DATABASE_URL that would take any server, instead of sslmode=verify-full': isSet(config.DATABASE_URL, isTrusting),
    ...(config.REQUIRE_TLS === 'on' && plaintextOf(config)),
    ...own,
  };
  const bad = Object.entries(refused).flatMap(([name, isSo]) => (isSo ? [name] : []));
  if (config.NODE_ENV === 'production' && bad.length > 0) {
    throw new Error(`Not usable with NODE_ENV=production: ${bad.join(', ')}`);
  }
}
