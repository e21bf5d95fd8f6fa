export { recordReceipt } from './erasure';
export { restatableUser } from './restate-user';
export { erasureRoutes } from './routes';
