import { readFile } from 'node:fs/promises';
import { UserError } from '@ems/dev-stack';
import { z } from 'zod';

const text = z.string().nullish();
const label = z.union([z.string(), z.number()]).nullish();

const person = z.object({
  id: label,
  guid: text,
  code: text,
  public_name: text,
  name: text,
  biography: text,
  avatar: text,
  url: text,
});

const entry = z.object({
  id: label,
  guid: text,
  url: text,
  date: z.string(),
  duration: z.string(),
  title: z.string(),
  subtitle: text,
  track: text,
  type: text,
  language: text,
  abstract: text,
  description: text,
  persons: z.array(person).nullish(),
  links: z.array(z.object({ url: text, title: text })).nullish(),
});

const conference = z.object({
  acronym: text,
  title: z.string(),
  url: text,
  time_zone_name: text,
  tracks: z.array(z.object({ name: z.string(), color: text })).nullish(),
  rooms: z.array(z.object({ name: z.string(), capacity: z.number().nullish() })).nullish(),
  days: z.array(
    z.object({
      day_start: text,
      day_end: text,
      // Each is looked at by itself, so that one that is broken keeps no other out.
      rooms: z.record(z.string(), z.array(z.unknown())),
    }),
  ),
});

const file = z.object({ schedule: z.object({ base_url: text, conference }) });

export type Person = z.infer<typeof person>;
export type Entry = z.infer<typeof entry>;
export type Conference = z.infer<typeof conference>;
export type Schedule = z.infer<typeof file>['schedule'];

/** Reads a c3voc schedule (JSON): as much of it as the API has a place for. */
export async function readSchedule(path: string): Promise<Schedule> {
  const bytes = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UserError(`${path} cannot be read: ${error.message}`);
  });
  const parsed = file.safeParse(parseJson(path, bytes));
  if (parsed.success) return parsed.data.schedule;
  throw new UserError(`${path} is no c3voc schedule:\n${z.prettifyError(parsed.error)}`);
}

function parseJson(path: string, bytes: string): unknown {
  try {
    return JSON.parse(bytes);
  } catch (error) {
    throw new UserError(`${path} is no JSON: ${(error as Error).message}`);
  }
}

/** One entry, or why it is none. */
export function readEntry(value: unknown): Entry | { fault: string } {
  const parsed = entry.safeParse(value);
  if (parsed.success) return parsed.data;
  return { fault: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
}
