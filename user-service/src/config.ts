import { createPrivateKey } from 'node:crypto';
import {
  connectionUrl,
  emailDigestEnvironment,
  invitationEnvironment,
  loadConfig,
  mailLimitEnvironment,
  refuseInProduction,
  serviceEnvironment,
  ticketEnvironment,
  verifiedEmailEnvironment,
} from '@ems/chassis/config';
import { emailAddress } from '@ems/chassis/http';
import { z } from 'zod';
import type { DkimSettings } from './modules/mail';

export const environment = {
  ...serviceEnvironment,
  ...emailDigestEnvironment,
  ...ticketEnvironment,
  ...invitationEnvironment,
  ...verifiedEmailEnvironment,
  ...mailLimitEnvironment,
  HTTP_PORT: serviceEnvironment.HTTP_PORT.default(3001),
  /** Folder of the ES256 signing keys, `<kid>.pem`; outside production a first key is created when it is empty. */
  KEYS_DIR: z.string().min(1),
  /** The first admin, created at start when no account has this address. */
  ADMIN_EMAIL: emailAddress.optional(),
  ADMIN_PASSWORD: z.string().min(10).max(72).optional(),
  /** Where the gateway can be reached: elsewhere than from this machine alone the default password is refused. */
  GATEWAY_HOST: z.string().default('127.0.0.1'),
  /** Of new password hashes: bcrypt takes 2 to its power rounds. When it is raised, passwords are rehashed at login. */
  PASSWORD_COST: z.coerce.number().int().min(4).max(15).default(12),
  /** `smtp://user:password@host:port`, with a login over TLS alone; without one, mails are written as files to MAIL_DIR. */
  SMTP_URL: z.union([z.literal(''), connectionUrl('smtp', 'smtps')]).default(''),
  MAIL_DIR: z.string().default(''),
  MAIL_FROM: z.string().min(3).max(200).default('Conference <no-reply@example.org>'),
  /** How long changes of events and releases are gathered before mails tell of them, in seconds. */
  NOTIFICATION_DELAY: z.coerce.number().int().min(0).max(86_400).default(300),
  /** How many mails are sent in a second at most. */
  MAILS_PER_SECOND: z.coerce.number().int().min(1).max(1_000).default(20),
  /** Mails are signed as those of this domain (RFC 6376), with the key whose public half is at `<selector>._domainkey.<domain>`. */
  DKIM_DOMAIN: z.union([z.literal(''), z.hostname()]).default(''),
  DKIM_SELECTOR: z.union([z.literal(''), z.hostname()]).default(''),
  /** PEM; best in a file, which DKIM_KEY_FILE names. */
  DKIM_KEY: z.string().default(''),
  /** How many announcements an event can send within a day. */
  ANNOUNCEMENTS_PER_DAY: z.coerce.number().int().min(1).max(1_000).default(3),
};

/** It is in the documentation, so everybody knows it. */
export const defaultAdminPassword = 'development-admin';

/** The gateway is there for others than this machine. */
export const isOpen = ({ GATEWAY_HOST }: { GATEWAY_HOST: string }): boolean =>
  !/^(?:127(?:\.\d+){3}|\[?::1\]?|localhost)$/i.test(GATEWAY_HOST);

const openWithDefault =
  'GATEWAY_HOST opens the gateway to others than this machine, but ADMIN_PASSWORD is the default, which everybody knows: set another one.';

export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = loadConfig(environment, env);
  refuseInProduction(config, {
    'PASSWORD_COST below 12': config.PASSWORD_COST < 12,
    'no SMTP_URL and no MAIL_DIR': config.SMTP_URL === '' && config.MAIL_DIR === '',
    'ADMIN_PASSWORD=development-admin': config.ADMIN_PASSWORD === defaultAdminPassword,
  });
  dkimOf(config);
  if (config.ADMIN_PASSWORD === defaultAdminPassword && isOpen(config)) throw new Error(openWithDefault);
  return config;
}

/** By what mails are signed; undefined where they are not. @throws Error where only some of it is set, or the key is none */
export function dkimOf({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY }: Config): DkimSettings | undefined {
  const settings = [DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY];
  if (settings.every(setting => setting === '')) return undefined;
  if (settings.includes(''))
    throw new Error('DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE are set together or not at all.');
  try {
    createPrivateKey(DKIM_KEY);
  } catch {
    throw new Error('DKIM_KEY_FILE holds no private key in PEM.');
  }
  return { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey: DKIM_KEY };
}

export type Config = ReturnType<typeof readConfig>;
