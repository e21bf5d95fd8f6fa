export { deviceRoutes } from './device-routes';
export { emailRoutes } from './email-routes';
export { ensureAdmin } from './ensure-admin';
export { issueToken } from './one-time-tokens';
export { passwordRoutes } from './password-routes';
export { createPasswords } from './passwords';
export { authRoutes } from './routes';
export { createTokens } from './tokens';
