export { requireReviewer } from './access';
export { findSession, lockSession } from './queries';
export { removeSessions } from './remove-sessions';
export { sessionRoutes } from './routes';
