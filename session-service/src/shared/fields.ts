import type { SessionStatus } from '@ems/contracts';
import { z } from 'zod';

export const position = z.int().min(0).max(10_000);

/** Only sessions of these have slots; one that leaves them loses its slots. */
export const scheduledStatuses = ['accepted', 'confirmed'] as const satisfies SessionStatus[];
export const canBeScheduled = (status: SessionStatus): boolean =>
  scheduledStatuses.some(scheduled => scheduled === status);

type WithoutDefaults<Shape extends z.ZodRawShape> = {
  [Key in keyof Shape]: Shape[Key] extends z.ZodDefault<infer Field extends z.ZodType> ? Field : Shape[Key];
};

const unwrap = (field: z.ZodDefault) => (field.unwrap() as z.ZodType).meta(field.meta() ?? {});

/** The fields of what is created, as a change takes them: what is absent then stays, and no default takes its place. */
export const withoutDefaults = <Shape extends z.ZodRawShape>(shape: Shape) =>
  Object.fromEntries(
    Object.entries(shape).map(([key, field]) => [key, field instanceof z.ZodDefault ? unwrap(field) : field]),
  ) as WithoutDefaults<Shape>;
