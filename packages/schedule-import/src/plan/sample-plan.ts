import type { FileEntry, ScheduleFile } from '../model/schedule-file.ts';
import { makePlan } from './make-plan.ts';

/** An entry of a file, for tests. */
export const entry = (id: number, title: string, clock: string, more: Partial<FileEntry> = {}): FileEntry => ({
  place: `entry ${id}`,
  ids: [`guid-${id}`, String(id)],
  title,
  startsAt: `2027-05-01T${clock}:00+02:00`,
  duration: '0:30',
  room: 'Hall',
  ...more,
});

/** The plan of a file with these entries. */
export const plan = (entries: FileEntry[], more: Partial<ScheduleFile> = {}, timezone?: string) =>
  makePlan(
    {
      format: 'c3voc JSON',
      isOwnExport: false,
      hasLocalTimes: false,
      title: 'Demo',
      zone: 'Europe/Berlin',
      urls: [],
      bounds: [],
      rooms: [],
      tracks: [],
      entries,
      unplaced: new Map(),
      ...more,
    },
    { slug: undefined, timezone, fileName: 'demo' },
  );

export const person = (name: string, id?: string) => ({ name, id });
