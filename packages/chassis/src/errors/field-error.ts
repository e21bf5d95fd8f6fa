import { z } from 'zod';

/** What may be wrong with a field. Codes are stable; what a detail says may change. */
const fieldErrorCode = z
  .enum([
    'required',
    'unknown-field',
    'wrong-type',
    'not-allowed',
    'not-an-integer',
    'too-small',
    'too-big',
    'too-short',
    'too-long',
    'too-few',
    'too-many',
    'too-deep',
    'too-many-marks',
    'control-characters',
    'wrong-format',
    'not-a-uuid',
    'not-an-email',
    'not-a-url',
    'not-a-date-time',
    'not-a-language-tag',
    'year-out-of-range',
    'not-after-start',
    'in-the-past',
    'in-the-future',
    'time-zone-unknown',
    'password-common',
    'slug-reserved',
    'slug-like-an-id',
    'name-reserved',
    'duplicate',
    'unknown',
    'same',
    'of-another-event',
    'not-a-cursor',
    'not-an-idempotency-key',
  ])
  .meta({ id: 'FieldErrorCode', description: 'What is wrong with a field, for programs' });

export type FieldErrorCode = z.infer<typeof fieldErrorCode>;

export const fieldError = z
  .object({
    pointer: z.string().describe('A JSON Pointer (RFC 6901) in fragment form, such as `#/title`'),
    code: fieldErrorCode,
    detail: z.string().describe('What is wrong, for people'),
    minimum: z.number().optional().describe('Of what is too small, too short or too few: the least that is allowed'),
    maximum: z.number().optional().describe('Of what is too big, too long or too many: the most that is allowed'),
    allowed: z.array(z.unknown()).optional().describe('Of what is not allowed: what is'),
  })
  .meta({ id: 'FieldError', description: 'One wrong field' });

/** One wrong field. `pointer` is a JSON Pointer (RFC 6901) in fragment form, such as `#/title`. */
export type FieldError = z.infer<typeof fieldError>;
