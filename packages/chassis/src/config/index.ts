export { connectionUrl } from './connection-url';
export {
  emailDigestEnvironment,
  grpcClientEnvironment,
  grpcServerEnvironment,
  serviceEnvironment,
} from './environment';
export { loadConfig } from './load-config';
export { isOpenLogin, refuseInProduction } from './production';
export { resolveSecrets } from './secrets';
