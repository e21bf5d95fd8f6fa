export { ensureAdmin } from './ensure-admin';
export { createPasswords } from './passwords';
export { authRoutes } from './routes';
export { createTokens } from './tokens';
