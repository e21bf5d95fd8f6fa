import type { UserLanguage } from '@ems/contracts';
import type { MailKind } from '../../generated/prisma/client';
import { confirmEmail, emailChanged } from './address-mails';

export interface MailText {
  subject: string;
  text: string;
}

/**
 * Nothing that somebody has entered stands in a mail: whoever registers with another's address has no say in what it gets.
 * @param token the one-time token of a mail that carries one. It stands in the fragment of the link, which reaches no server's log,
 *   and is spent by a click on the page, so that programs that open links spend none
 */
export function renderMail(kind: MailKind, token: string, webUrl: string, language: UserLanguage): MailText {
  const page = (name: string) => `  ${webUrl}/${name}#${token}`;
  switch (kind) {
    case 'verify_email':
      return {
        subject: 'Confirm your address',
        text: `Hello,\n\nsomebody made an account with this address. To confirm, within a day, that the mailbox is yours, open\n\n${page('verify-email')}\n\nIf you made no account, do nothing.\n`,
      };
    case 'reset_password':
      return {
        subject: 'Set a new password',
        text: `Hello,\n\nsomebody asked for a new password for the account with this address. To set one, once, within half an hour, open\n\n${page('reset-password')}\n\nIf it was not you, do nothing: your password stays.\n`,
      };
    case 'password_changed':
      return {
        subject: 'Your password was changed',
        text: `Hello,\n\nthe password of the account with this address was changed, and all other logins were ended. If it was not you, set a new one:\n\n  ${webUrl}/forgot-password\n`,
      };
    case 'confirm_email':
      return confirmEmail[language](page('confirm-email'));
    case 'email_changed':
      return emailChanged[language](page('undo-email'));
    case 'announcement':
      throw new Error('an announcement brings its own text');
    default:
      return kind satisfies never;
  }
}
