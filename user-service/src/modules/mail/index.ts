export { enqueueMail, enqueueMailTo } from './enqueue';
export { mailSender } from './sender';
export { fileTransport, smtpTransport } from './transport';
