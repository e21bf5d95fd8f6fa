export { composeService, type Service, type ServiceConfig } from './compose';
