import { uuidv7 } from 'uuidv7';

/** A UUIDv7 (RFC 9562): unguessable, and in the order of its making. */
export const newId = (): string => uuidv7();

/** How old a UUIDv7 is in ms; undefined for an id of another version. */
export const ageOf = (id: string): number | undefined =>
  id[14] === '7' ? Date.now() - Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
