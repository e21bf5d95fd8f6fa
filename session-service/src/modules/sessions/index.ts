export { removeSessions } from './remove-sessions';
export { sessionRoutes } from './routes';
export { unlinkFromSessions } from './unlink';
