import type { MailContent, MailFooter } from './content';
import type { NoticeKind, Notices } from './notice';

/** Mails about an account itself; none of them can be turned off. */
export type AccountKind = 'verify_email' | 'reset_password' | 'password_changed' | 'confirm_email' | 'email_changed';

/** Where somebody who gets mails about events can choose which. */
export interface FooterLinks {
  /** Of all kinds; only an account has such a page. */
  settings?: string;
  /** Of this kind. */
  unsubscribe: string;
}

/**
 * All mails in one language. Nothing that somebody has entered stands in a mail about an account: whoever registers with
 * another's address has no say in what it gets.
 */
export type Templates = {
  [Kind in AccountKind]: (page: string) => MailContent;
} & NoticeTemplates & { footer(links: FooterLinks): MailFooter };

export type NoticeTemplates = { [Kind in NoticeKind]: (notice: Notices[Kind]) => MailContent };
