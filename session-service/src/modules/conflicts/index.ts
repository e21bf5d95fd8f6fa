export { findConflicts, refuseBlocked } from './conflicts';
export { toConflictViews } from './parties';
export { conflictRoutes } from './routes';
export { canBlock, deleteConflictSettings, findSettings, type Settings } from './settings';
