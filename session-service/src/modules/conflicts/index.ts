export { findConflicts, refuseBlocked } from './conflicts';
export { toConflictViews } from './parties';
export { conflictRoutes } from './routes';
export { deleteConflictSettings } from './settings';
