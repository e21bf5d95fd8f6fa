import type { UserLanguage } from '@ems/contracts';
import type { MailText } from './content';
import { de } from './de';
import { en } from './en';
import { layOut } from './layout';
import type { NoticeKind, Notices } from './notice';
import type { AccountKind, FooterLinks, NoticeTemplates, Templates } from './templates';

export type { MailText } from './content';
export type { EventFacts, NoticeKind, Notices } from './notice';
export type { AccountKind } from './templates';

const templates: Record<UserLanguage, Templates> = { en, de };

/** @param page where the mail's link leads */
export const renderAccountMail = (kind: AccountKind, language: UserLanguage, page: string): MailText =>
  layOut(templates[language][kind](page), language);

/** A mail about an event. @param links where it can be turned off */
export const renderNoticeMail = <Kind extends NoticeKind>(
  kind: Kind,
  language: UserLanguage,
  notice: Notices[Kind],
  links: FooterLinks,
): MailText => {
  const words = templates[language];
  const notices: NoticeTemplates = words;
  return layOut(notices[kind](notice), language, words.footer(links));
};
