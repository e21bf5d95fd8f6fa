type Json = { [key: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** JSON Merge Patch (RFC 7396): absent keeps, null clears, objects merge, all else replaces. Neither argument is changed. */
export function mergePatch(target: Json, patch: Json): Json {
  const result: Json = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key];
    if (isObject(value)) result[key] = mergePatch(isObject(before) ? before : {}, value);
    else if (value !== undefined) result[key] = value;
  }
  return result;
}
