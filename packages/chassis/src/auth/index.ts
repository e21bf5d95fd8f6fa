export { type Caller, type Grant, isAdmin } from './caller';
export { createEmailDigest, type EmailDigest } from './email-digest';
export { type LoginEnded, requireLogin, upsertEndedLogins } from './ended-logins';
export { type Need, requireEvents, requireScope } from './grant';
export { deleteOldLogins, loadRevoked } from './load-revoked';
export { type KeySource, remoteKeys } from './remote-keys';
export { createRevocations, type LoadRevoked, type Revocations, type Revoked } from './revocations';
export { findSubject, type SubjectState, upsertSubjects } from './subjects';
export { accessTokenAudience, createAuthenticator } from './verify';
