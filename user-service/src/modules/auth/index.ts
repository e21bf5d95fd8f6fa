export { issueEmailChangeToken } from './email-change';
export { emailRoutes } from './email-routes';
export { invalidCredentials } from './login';
export { issueOneTimeToken } from './one-time-tokens';
export { passwordRoutes } from './password-routes';
export type { Client } from './refresh';
export { authRoutes } from './routes';
export { givenPassword } from './schemas';
export { createTokens, hashToken, type Tokens } from './tokens';
