export { type Findings, type Head, verifyAudit } from './audit/verify';
export { type Provisioning, provisionBroker } from './broker/provision';
export { pendingMigrations, UnknownMigrationsError } from './database/migrations';
export { type DatabaseProvisioning, provisionDatabase } from './database/provision';
