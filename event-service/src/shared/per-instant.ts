/**
 * Computes a value once for each instant. What depends on a zone is dear, and the slots of a schedule share their times.
 * @param compute gives the same for the same instant
 */
export function perInstant<Value>(compute: (at: Date) => Value): (at: Date) => Value {
  const known = new Map<number, { value: Value }>();
  return at => {
    const entry = known.get(at.getTime()) ?? { value: compute(at) };
    known.set(at.getTime(), entry);
    return entry.value;
  };
}
