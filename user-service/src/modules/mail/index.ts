export { enqueueAnnouncement } from './announcement-mail';
export { enqueueMail, enqueueMailToAddress } from './mail-queue';
export { mailSender } from './sender';
export { fileTransport, smtpTransport } from './transport';
