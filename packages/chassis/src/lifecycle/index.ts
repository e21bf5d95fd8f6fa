export { every } from './every';
export { askAll, type ComponentState, type HealthChecks, healthRoutes, type Outage } from './health';
export { type App, type Component, lifecycle } from './lifecycle';
export { run } from './run';
