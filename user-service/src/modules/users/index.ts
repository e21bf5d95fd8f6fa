export { adminRoutes } from './admin-routes';
export { accountState, changeAccount, endOtherFamilies, lockUser, signOut } from './change-account';
export { lastAdmin } from './change-standing';
export { exportRoute } from './export-route';
export { requireAdmin, requireLiveLogin, requireSelfOrAdmin, signedOutLately } from './live-login';
export { userRoutes } from './routes';
export { toUserView, userView } from './schemas';
