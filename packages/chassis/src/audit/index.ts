export { type AuditEntry, audit, auditHead, forgetAuditDetails, forgetOldAuditDetails } from './audit';
export { type Findings, type Head, type Queryable, verifyAudit } from './chain';
