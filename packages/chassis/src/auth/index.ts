export { type Caller, isAdmin } from './caller';
export { createRevocations, type Revocations, type Revoked } from './revocations';
export { accessTokenAudience, createAuthenticator, type KeySource, remoteKeys } from './verify';
