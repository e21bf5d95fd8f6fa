export { toUserView, userView } from './schemas';
export { userRoutes } from './routes';
