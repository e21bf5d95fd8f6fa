export { composeService, type Service } from './compose';
export type { ServiceConfig } from './parts';
