import type { UserDatabase } from '../../shared/database';
import { deviceOf, isKnownDevice } from './devices';
import { createThrottle } from './throttle';

const perMinute = (count: number) => ({ burst: count, everySeconds: 60 / count });
/** A mail lives longer than it takes until the next may be asked for, so whoever uses these up locks nobody out. */
const mails = { burst: 5, everySeconds: 600 };
const freeFailures = 10;

/** The limits of the flows that attract abuse, in the words of those flows; decision 22. */
export interface Limits {
  /** Before a password is tried. Depends on nothing but what came in, so it says nothing of whether an account exists. */
  login(email: string, address: string): Promise<void>;
  /** After the right password. */
  loggedIn(email: string, address: string): Promise<void>;
  /** The owner proved to have the mailbox: what strangers did to the account is forgotten. */
  recovered(email: string): Promise<void>;
  register(address: string): Promise<void>;
  /** Before a mail is asked for, whoever asks. */
  mail(email: string, address: string): Promise<void>;
  /** Before a one-time token is tried. */
  token(address: string): Promise<void>;
  /** Before somebody who is logged in gives the password again. */
  password(userId: string): Promise<void>;
}

export function createLimits(database: UserDatabase, mode: 'on' | 'off'): Limits {
  const throttle = createThrottle(database.read, mode);
  return {
    async login(email, address) {
      const device = deviceOf(email, address);
      await throttle.take('login from', address, perMinute(60));
      await throttle.take('login on device', device, perMinute(5));
      if (!(await isKnownDevice(database.read, email, device))) await throttle.attempt('login', email, freeFailures);
    },
    async loggedIn(email, address) {
      await throttle.clear('login on device', deviceOf(email, address));
      await throttle.succeed('login', email);
    },
    recovered: email => throttle.clear('login', email),
    register: address => throttle.take('register from', address, perMinute(20)),
    async mail(email, address) {
      await throttle.take('mail from', address, perMinute(20));
      await throttle.take('mail to', email, mails);
    },
    token: address => throttle.take('token from', address, perMinute(20)),
    password: userId => throttle.take('password of', userId, perMinute(5)),
  };
}
