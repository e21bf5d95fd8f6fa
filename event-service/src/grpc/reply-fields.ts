import { z } from 'zod';

/** In replies an empty string or zero stands for "none". */
export const orNull = z.string().transform(value => (value === '' ? null : value));
export const countOrNull = z.int().transform(value => (value === 0 ? null : value));

/** An enum value's name without its prefix; a value that only a newer server knows becomes `fallback`. */
export const enumName = <Fallback extends string | null, Name extends string>(
  prefix: string,
  names: readonly Name[],
  fallback: Fallback,
) =>
  z.union([z.string(), z.number()]).transform((value): Name | Fallback => {
    const name = String(value).slice(prefix.length).toLowerCase();
    return names.find(known => known === name) ?? fallback;
  });
