export { removeSessions } from './remove-sessions';
export { sessionRoutes } from './routes';
