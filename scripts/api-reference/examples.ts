import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringifyCompact } from './compact-json.ts';

/** A recorded call, as API.md shows it and OpenAPI has it. */
export interface Example {
  route: string;
  request?: unknown;
  status: number;
  location?: string;
  /** Parsed JSON, or the text of another type. */
  reply?: unknown;
}

const path = join(import.meta.dirname, '../../api-gateway/examples.json');

export const readExamples = (): Example[] => JSON.parse(readFileSync(path, 'utf8'));

export const writeExamples = (examples: readonly Example[]): void =>
  writeFileSync(path, `${stringifyCompact(examples, 120)}\n`);
