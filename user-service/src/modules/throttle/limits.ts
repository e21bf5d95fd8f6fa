import type { EmailDigest } from '@ems/chassis/auth';
import type { Db, Tx, UserDatabase } from '../../shared/database';
import { createThrottle } from './throttle';

const perMinute = (count: number) => ({ burst: count, everySeconds: 60 / count });
/** 300 people behind one address, at once or within five minutes. */
const venue = { burst: 300, everySeconds: 1 };
/** A mailed token lives longer than it takes until the next is allowed, so using these up locks nobody out. */
const mails = { burst: 5, everySeconds: 600, isShared: true };
const freeFailures = 10;

/** The rate limits of the flows that attract abuse: docs/decisions/0012-login-throttling-and-password-hashing.md */
export interface Limits {
  /** Before a password is tried. Depends on the request alone, so it does not tell whether an account exists. */
  login(email: string, address: string): Promise<void>;
  /** After the right password, or a try that was not judged. */
  loginSucceeded(email: string, address: string): Promise<void>;
  /** The owner proved to have the mailbox: strangers' failures no longer count. */
  passwordReset(email: string): Promise<void>;
  register(address: string): Promise<void>;
  /** Before a mail is requested, whoever requests it. */
  mail(email: string, address: string): Promise<void>;
  /** Before a one-time token is tried. */
  token(address: string): Promise<void>;
  /** After a personal access token that is none. */
  personalToken(address: string): Promise<void>;
  /** Before a caller who is logged in gives the password again. */
  password(userId: string): Promise<void>;
  /** After a login: this device is no stranger to the account. */
  rememberDevice(tx: Tx, account: { id: string; email: string }, address: string): Promise<void>;
}

/** @param digest keyed: the few addresses of machines that there are could be guessed from any other */
export function createLimits(database: UserDatabase, mode: 'on' | 'off', digest: EmailDigest): Limits {
  const throttle = createThrottle(database.client, mode, digest);
  const deviceOf = (email: string, address: string) => digest(`device ${email} ${address}`);
  return {
    async login(email, address) {
      const device = deviceOf(email, address);
      await throttle.take('login-by-address', address, perMinute(60));
      await throttle.take('login-by-device', device, perMinute(5));
      if (!(await isKnownDevice(database.client, email, device))) await throttle.attempt('login', email, freeFailures);
    },
    async loginSucceeded(email, address) {
      await throttle.clear('login-by-device', deviceOf(email, address));
      await throttle.refund('login', email);
    },
    passwordReset: email => throttle.clear('login', email),
    register: address => throttle.take('registration-by-address', address, venue),
    async mail(email, address) {
      await throttle.take('mail-by-address', address, perMinute(20));
      await throttle.take('mail-by-recipient', email, mails);
    },
    token: address => throttle.take('token-by-address', address, venue),
    personalToken: address => throttle.take('personal-token-by-address', address, venue),
    password: userId => throttle.take('password-by-account', userId, perMinute(5)),
    rememberDevice: (tx, { id, email }, address) => rememberDevice(tx, id, deviceOf(email, address)),
  };
}

/** True when the account with this address was logged in on the device in the last 90 days. */
async function isKnownDevice(db: Db, email: string, device: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM known_devices d JOIN users u ON u.id = d.user_id
    WHERE u.email = ${email} AND d.device = ${device} AND d.seen_at > now() - interval '90 days'`;
  return rows.length > 0;
}

async function rememberDevice(tx: Tx, userId: string, device: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO known_devices (user_id, device) VALUES (${userId}::uuid, ${device})
    ON CONFLICT (user_id, device) DO UPDATE SET seen_at = now()`;
}
