export { type Caller, isAdmin } from './caller';
export { createRevocations, type Revocations } from './revocations';
export { accessTokenAudience, createAuthenticator, type KeySource, remoteKeys } from './verify';
