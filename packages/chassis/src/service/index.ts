export { composeService, type Service } from './compose';
export type { ServiceConfig } from './definition';
export { forgetAccount } from './forget-account';
