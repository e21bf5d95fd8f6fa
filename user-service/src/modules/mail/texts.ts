import type { MailKind } from '../../generated/prisma/client';

export interface Text {
  subject: string;
  text: string;
}

/** A token stands on a line of its own and never in a link, which would leave it in histories and logs. */
const withToken = (token: string, route: string, publicUrl: string, body: string) =>
  `\n  ${token}\n\nSend it to POST ${publicUrl}/api/v1${route} as ${body}.`;

/** @param token the one-time token of a mail that carries one */
export function textOf(kind: MailKind, name: string, token: string, publicUrl: string): Text {
  switch (kind) {
    case 'verify_email':
      return {
        subject: 'Confirm your address',
        text: `Hello ${name},\n\nthis confirms that the mailbox is yours, within a day:\n${withToken(token, '/auth/email/verify', publicUrl, '{"token": "…"}')}\n\nIf you made no account, do nothing.\n`,
      };
    case 'reset_password':
      return {
        subject: 'Set a new password',
        text: `Hello ${name},\n\nsomebody asked for a new password for your account. This sets one, once, within half an hour:\n${withToken(token, '/auth/password/reset', publicUrl, '{"token": "…", "newPassword": "…"}')}\n\nIf it was not you, do nothing: your password stays.\n`,
      };
    case 'password_changed':
      return {
        subject: 'Your password was changed',
        text: `Hello ${name},\n\nthe password of your account was changed, and all other logins were ended. If it was not you, set a new one:\nPOST ${publicUrl}/api/v1/auth/password/forgot.\n`,
      };
    default:
      return kind satisfies never;
  }
}
