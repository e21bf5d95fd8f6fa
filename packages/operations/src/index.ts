export { type Findings, type Head, verifyAudit } from './audit/verify';
export { type Cluster, copyClusters } from './backup/base-backup';
export {
  describeFile,
  type Manifest,
  readManifest,
  readSealed,
  sealedName,
  verifyFile,
  writeManifest,
} from './backup/manifest';
export { openSealed, sealWith } from './backup/seal';
export { type Provisioning, provisionBroker } from './broker/provision';
export { deployMigrations, FailedMigrationsError, forgetFailedMigration } from './database/deploy';
export { appliedMigrations, pendingMigrations, UnknownMigrationsError } from './database/migrations';
export { type DatabaseProvisioning, provisionDatabase } from './database/provision';
export { sendMissing } from './reconcile/behind';
