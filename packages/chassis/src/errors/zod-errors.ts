import type { z } from 'zod';
import { invalid, mostErrors } from './domain-error';
import type { FieldError, FieldErrorCode } from './field-error';

/** Of a name that is made up, so much is repeated. */
const longestPart = 100;

/**
 * A JSON Pointer in fragment form.
 * @param prefix where in the request the value stood: `''` for the body, `/query` …
 */
export const pointerTo = (prefix: string, path: readonly PropertyKey[]): string =>
  `#${prefix}${path.map(part => `/${shorten(String(part)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;

const shorten = (part: string) => (part.length > longestPart ? `${part.slice(0, longestPart)}…` : part).toWellFormed();

type Bounds = Pick<FieldError, 'minimum' | 'maximum'>;

/** What a schema's own rule refuses with: for the second argument of `refine`. */
export const fieldRule = (code: FieldErrorCode, error: string, bounds: Bounds = {}) => ({
  error,
  params: { code, ...bounds },
});

/** The same for what pushes its issues itself. */
export const fieldIssue = (code: FieldErrorCode, message: string, input: unknown, bounds: Bounds = {}) => ({
  code: 'custom' as const,
  message,
  input,
  params: { code, ...bounds },
});

function* toFieldErrors(issues: readonly z.core.$ZodIssue[], prefix: string): Generator<FieldError, undefined> {
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') {
      yield { pointer: pointerTo(prefix, issue.path), ...whatIsWrong(issue) };
      continue;
    }
    for (const key of issue.keys) {
      const pointer = pointerTo(prefix, [...issue.path, key]);
      yield { pointer, code: 'unknown-field', detail: 'This field is not known here.' };
    }
  }
}

const tooMuch = { string: 'too-long', array: 'too-many' } as const;
const tooLittle = { string: 'too-short', array: 'too-few' } as const;
const formats: Partial<Record<string, FieldErrorCode>> = {
  uuid: 'not-a-uuid',
  url: 'not-a-url',
  datetime: 'not-a-date-time',
};

function whatIsWrong(issue: z.core.$ZodIssue): Omit<FieldError, 'pointer'> {
  const detail = issue.message;
  // An absent field is of no type, and none of the values that are allowed.
  const isMissing = 'input' in issue && issue.input === undefined;
  switch (issue.code) {
    case 'invalid_type':
      if (isMissing) return { code: 'required', detail: 'This field is required.' };
      return { code: issue.expected === 'int' ? 'not-an-integer' : 'wrong-type', detail };
    case 'invalid_value':
      if (isMissing) return { code: 'required', detail: 'This field is required.' };
      return { code: 'not-allowed', detail, allowed: [...issue.values] };
    case 'too_big':
      return {
        code: tooMuch[issue.origin as keyof typeof tooMuch] ?? 'too-big',
        detail,
        maximum: Number(issue.maximum),
      };
    case 'too_small':
      return {
        code: tooLittle[issue.origin as keyof typeof tooLittle] ?? 'too-small',
        detail,
        minimum: Number(issue.minimum),
      };
    case 'invalid_format':
      return { code: formats[issue.format] ?? 'wrong-format', detail };
    case 'invalid_union': {
      const [nearest] = issue.errors.flat().filter(({ code }) => code !== 'invalid_type');
      return nearest ? whatIsWrong(nearest) : { code: 'wrong-type', detail };
    }
    case 'custom': {
      const { code = 'wrong-format', ...bounds } = (issue.params ?? {}) as Partial<FieldError>;
      return { code, detail, ...bounds };
    }
    default:
      return { code: 'wrong-format', detail };
  }
}

const countErrors = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);

/**
 * Parses what came from outside into a narrow type.
 * @param prefix where in the request the value stood, as a JSON Pointer prefix (`''` for the body, `/query` …)
 * @param more fields of it that are not in `value`, and that no schema knows
 * @throws DomainError `validation-failed` naming the wrong fields
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, prefix = '', more = 0): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success && more === 0) return result.data;
  const issues = result.error?.issues ?? [];
  throw invalid(toFieldErrors(issues, prefix).take(mostErrors).toArray(), countErrors(issues) + more);
}
