export { userRoutes } from './routes';
export { toUserView, userView } from './schemas';
