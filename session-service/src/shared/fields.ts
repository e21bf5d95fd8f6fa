import { z } from 'zod';

/** An id as the database writes it, so that it may be compared as text. */
export const id = z.uuid().toLowerCase();

export const position = z.int().min(0).max(10_000);
