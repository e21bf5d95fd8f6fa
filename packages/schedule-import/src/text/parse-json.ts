import { RefusedFileError } from '../refusals.ts';

/** What a schedule needs is a dozen. */
export const maxDepth = 64;

/** @throws RefusedFileError for what is no JSON, or is too deep */
export function parseJson(text: string): unknown {
  requireDepth(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RefusedFileError('file.malformed', `It begins like JSON and is none: ${(error as Error).message}.`);
  }
}

/** Counts brackets outside of strings, so that a parser that calls itself never goes deeper. */
function requireDepth(text: string): void {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth > maxDepth)
      throw new RefusedFileError('file.too-deep', `It is nested more than ${maxDepth} levels deep, as no schedule is.`);
  }
}
