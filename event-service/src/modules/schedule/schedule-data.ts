import type { Room, Session, Slot, Speaker, Track } from '../../grpc';
import type { DegradedPart } from '../../shared/degraded';
import type { EventRow } from '../events';

/** A schedule with everything that it is composed of. */
export interface FullSchedule {
  rooms: Room[];
  tracks: Track[];
  slots: Slot[];
  sessions: Session[];
  /** Of the event's latest move that it has followed. */
  movedVersion: number;
  /** Whether it is a released version, and not the work in progress. */
  isReleased: boolean;
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
  /** Made by {@link hideSchedule}. */
  isHidden?: true;
}

type Visibility = Pick<EventRow, 'scheduleVisible'>;

/** Whether the team alone sees a schedule, as it is to be released first. */
export const isUnreleased = (event: Visibility, { isReleased }: { isReleased: boolean }): boolean =>
  event.scheduleVisible === 'released' && !isReleased;

/** What everybody sees of a schedule that is not released yet: nothing takes place. */
export const hideSchedule = (schedule: ScheduleData): ScheduleData => ({
  ...schedule,
  slots: [],
  sessions: [],
  speakers: new Map(),
  isHidden: true,
});

/** The event whose schedule is loaded. */
export interface ScheduleOwner extends Visibility {
  id: string;
  status: string;
  /** Of the schedule, before the services are called: what they answer is at least as new. */
  revision: bigint;
}
