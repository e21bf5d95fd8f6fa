type Value = string | null | readonly unknown[];

const isEmpty = (value: Value | undefined): boolean => value === undefined || value === null || value.length === 0;

/** What stands, with its empty fields taken from the other. */
export const fill = <Fields extends Record<string, Value>>(stands: Fields, other: Fields): Fields => ({
  ...stands,
  ...Object.fromEntries(Object.entries(other).filter(([key]) => isEmpty(stands[key]))),
});
