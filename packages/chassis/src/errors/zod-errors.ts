import type { z } from 'zod';
import { type FieldError, invalid } from './domain-error';

const pointer = (prefix: string, path: readonly PropertyKey[]) =>
  `#${prefix}${path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;

function toFieldErrors(issue: z.core.$ZodIssue, prefix: string): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      pointer: pointer(prefix, [...issue.path, key]),
      code: 'unknown-field',
      detail: 'This field is not known here.',
    }));
  }
  return [{ pointer: pointer(prefix, issue.path), code: issue.code.replaceAll('_', '-'), detail: issue.message }];
}

/**
 * Parses what came from outside into a narrow type.
 * @param prefix where in the request the value stood, as a JSON Pointer prefix (`''` for the body, `/query` …)
 * @throws DomainError `validation-failed` naming every wrong field
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, prefix = ''): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(result.error.issues.flatMap(issue => toFieldErrors(issue, prefix)));
}
