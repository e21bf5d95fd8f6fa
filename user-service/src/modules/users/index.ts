export { loadRevoked, requireActiveLogin, requireAdmin, requireSelfOrAdmin } from './access';
export { lastAdminErrors } from './change-role-or-status';
export { contactJob } from './contact-job';
export { emailDigestJob } from './email-digest-job';
export { endLogins, endPersonalTokens } from './end-logins';
export { firstAdmin } from './first-admin';
export { userRoutes } from './routes';
export { toUserView, userName, userView } from './schemas';
export {
  createUser,
  emailTakenErrors,
  lockUserForUpdate,
  signOutEverywhere,
  updateContact,
  updateUser,
} from './user';
