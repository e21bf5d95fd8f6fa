export { requireReviewer } from './access';
export { followMerge } from './follow-merge';
export { findSession, lockSession } from './queries';
export { removeSessions } from './remove-sessions';
export { sessionRoutes } from './routes';
export { unlinkFromSessions } from './unlink';
