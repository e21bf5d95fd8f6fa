export { keepReceipt } from './receipts';
export { erasureRoutes } from './routes';
