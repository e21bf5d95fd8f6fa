import type { Room, Session, Slot, Speaker, Track } from '../../grpc';
import type { DegradedPart } from '../../shared/degraded';

/** A schedule with everything that it is composed of. */
export interface FullSchedule {
  rooms: Room[];
  tracks: Track[];
  slots: Slot[];
  sessions: Session[];
  /** Of the event's latest move that it has followed. */
  movedVersion: number;
  /** By id, merged profiles by their former ids too. */
  speakers: ReadonlyMap<string, Speaker>;
}

/** Whether a session takes place: one that was released may be withdrawn or cancelled since. */
export const takesPlace = ({ status }: Session): boolean => status !== 'withdrawn' && status !== 'cancelled';

/** What could be loaded of a schedule. */
export interface ScheduleData extends Omit<FullSchedule, 'speakers'> {
  /** Undefined while speaker-service is unavailable and there is no snapshot. */
  speakers: ReadonlyMap<string, Speaker> | undefined;
  degraded: DegradedPart[];
}

/** The event whose schedule is loaded. */
export interface ScheduleOwner {
  id: string;
  status: string;
  /** Of the schedule, before the services are called: what they answer is at least as new. */
  revision: bigint;
}
