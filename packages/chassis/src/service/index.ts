export { composeService, type Service } from './compose';
export { forgetAccount } from './forget-account';
export type { ServiceConfig } from './parts';
