export { type AuditEntry, audit, auditHead, forgetAuditDetails, forgetOldAuditDetails } from './audit';
