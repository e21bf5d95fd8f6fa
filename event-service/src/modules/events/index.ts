export { isTeam } from './access';
export { readEvent } from './find-event';
export { patchRoute } from './patch-route';
export { eventRoutes } from './routes';
export { eventParams } from './schemas';
export { reservedSlugs } from './slug';
export { stepRoutes } from './step-routes';
export { timeZone } from './time-zone';
export type { EventRow } from './view';
