export { forgetConflicts } from './change-settings';
export { findConflicts } from './find-conflicts';
export { refuseBlocked } from './refuse-blocked';
export { conflictRoutes } from './routes';
export { toConflictViews } from './view';
