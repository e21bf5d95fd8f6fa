import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { type ErrorKind, isDomainError } from '../errors';

const statuses: Record<ErrorKind, status> = {
  malformed: status.INVALID_ARGUMENT,
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  timeout: status.DEADLINE_EXCEEDED,
  forbidden: status.PERMISSION_DENIED,
  'not-found': status.NOT_FOUND,
  'method-not-allowed': status.UNIMPLEMENTED,
  'not-acceptable': status.INVALID_ARGUMENT,
  conflict: status.FAILED_PRECONDITION,
  'precondition-failed': status.ABORTED,
  'too-large': status.RESOURCE_EXHAUSTED,
  'unsupported-media-type': status.INVALID_ARGUMENT,
  unprocessable: status.INVALID_ARGUMENT,
  'headers-too-large': status.RESOURCE_EXHAUSTED,
  'too-many-requests': status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

/** Maps any thrown value to a gRPC status; a fault says nothing of its cause. The code travels in the `error-code` trailer. */
export function toStatus(error: unknown): Partial<ServiceError> {
  if (!isDomainError(error)) return { code: status.INTERNAL, details: 'internal error' };
  const metadata = new Metadata();
  metadata.set('error-code', error.code);
  const fields = error.options.errors?.map(field => `${field.pointer}: ${field.detail}`).join('; ');
  return { code: statuses[error.kind], details: fields ?? error.message, metadata };
}
