export { type Caller, isAdmin } from './caller';
export { accessTokenAudience, createAuthenticator, type KeySource, remoteKeys } from './verify';
