export { connectionUrl } from './connection-url';
export {
  emailDigestEnvironment,
  grpcClientEnvironment,
  grpcServerEnvironment,
  pageBaseOf,
  serviceEnvironment,
  webUrlOf,
} from './environment';
export { loadConfig } from './load-config';
export { isOpenLogin, refuseInProduction } from './production';
export { resolveSecrets } from './secrets';
