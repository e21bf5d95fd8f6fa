type Value = string | null | readonly unknown[];

const isEmpty = (value: Value | undefined): boolean => value === undefined || value === null || value.length === 0;

/** The target, with its empty fields taken from the source. */
export const fillEmptyFields = <Fields extends Record<string, Value>>(target: Fields, source: Fields): Fields => ({
  ...target,
  ...Object.fromEntries(Object.entries(source).filter(([key]) => isEmpty(target[key]))),
});
