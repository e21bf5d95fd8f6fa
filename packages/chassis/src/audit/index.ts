export { type AuditEntry, audit, auditHead, forgetAuditDetails, forgetOldAuditDetails } from './audit';
export { type Findings, type Head, verifyAudit } from './chain';
