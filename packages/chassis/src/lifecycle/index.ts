export { type HealthChecks, healthRoutes, type PartState } from './health';
export { housekeeping } from './housekeeping';
export { lifecycle, type Part, type Running } from './lifecycle';
export { run } from './run';
