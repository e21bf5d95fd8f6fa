export { loadRevoked, requireActiveLogin, requireAdmin, requireSelfOrAdmin } from './access';
export { lastAdminErrors } from './change-role-or-status';
export { emailDigestJob } from './email-digest-job';
export { endLogins, endPersonalTokens } from './end-logins';
export { firstAdmin } from './first-admin';
export { userRoutes } from './routes';
export { toUserView, userName, userView } from './schemas';
export { createUser, lockUserForUpdate, signOutEverywhere, updateUser } from './user';
