export { enqueueAnnouncement } from './announcement-mail';
export { enqueueMail, enqueueMailToAddress, enqueueNotices, type MailRecipient } from './enqueue';
export type { MailContext, Notice } from './mail-queue';
export { mailReadings } from './mail-readings';
export type { Recipient } from './recipient';
export { mailSender } from './sender';
export { type EventFacts, type NoticeKind, type Notices, renderNoticeMail } from './templates';
export { type DkimSettings, fileTransport, smtpTransport } from './transport';
