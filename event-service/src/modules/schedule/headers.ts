import type { Caller } from '@ems/chassis/auth';
import type { Db } from '../../shared/database';
import type { EventRow } from '../events';
import { degradedHeaders, lastChange, type Programme } from '../programme';

/** When it last changed, and how long it may be kept: until it is asked for again, when 304 costs next to nothing. */
export async function headersOf(db: Db, event: EventRow, { degraded }: Programme, caller: Caller | null) {
  const told = await lastChange(db, event.id);
  const changedAt = told && told > event.updatedAt ? told : event.updatedAt;
  return {
    'Last-Modified': changedAt.toUTCString(),
    'Cache-Control': `${caller ? 'private' : 'public'}, no-cache`,
    ...degradedHeaders(degraded, caller !== null),
  };
}
