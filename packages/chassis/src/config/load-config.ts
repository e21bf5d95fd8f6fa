import { z } from 'zod';
import { resolveSecrets } from './secrets';

/**
 * Reads the environment once, with the secrets that stand apart from it ({@link resolveSecrets}).
 * @throws Error whose message lists every bad variable, one per line, without its value (it may be a secret)
 */
export function loadConfig<Shape extends z.ZodRawShape>(shape: Shape, environment: NodeJS.ProcessEnv = process.env) {
  const result = z.object(shape).safeParse(resolveSecrets(Object.keys(shape), environment));
  if (result.success) return result.data;
  const lines = result.error.issues.map(issue => `  ${issue.path.join('.')}: ${reasonOf(issue)}`);
  throw new Error(`The environment does not fit:\n${lines.join('\n')}`);
}

/** Of a variable that may be empty, what is wrong with it when it is not. */
function reasonOf(issue: z.core.$ZodIssue): string {
  return (issue.code === 'invalid_union' && issue.errors.at(-1)?.[0]?.message) || issue.message;
}
