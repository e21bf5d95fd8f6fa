export { accountState, changeAccount, endOtherFamilies, lockUser, signOut } from './change-account';
export { requireAdmin, requireLiveLogin, signedOutLately } from './live-login';
export { userRoutes } from './routes';
export { toUserView, userView } from './schemas';
