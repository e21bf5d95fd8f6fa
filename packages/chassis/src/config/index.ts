export { readCertificates, readPem } from './certificates';
export { connectionUrl } from './connection-url';
export {
  emailDigestEnvironment,
  grpcClientEnvironment,
  grpcServerEnvironment,
  invitationEnvironment,
  invitationLimitEnvironment,
  mailLimitEnvironment,
  pageBaseOf,
  requiresVerifiedEmail,
  serviceEnvironment,
  ticketEnvironment,
  verifiedEmailEnvironment,
  webUrlOf,
} from './environment';
export { loadConfig } from './load-config';
export { isOpenLogin, refuseInProduction } from './production';
export { resolveSecrets } from './secrets';
