export { type Caller, isAdmin } from './caller';
export { type KeySource, remoteKeys } from './remote-keys';
export { createRevocations, type LoadRevoked, type Revocations, type Revoked } from './revocations';
export { accessTokenAudience, createAuthenticator } from './verify';
