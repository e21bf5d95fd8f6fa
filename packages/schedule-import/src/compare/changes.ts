import type { PlannedSession, PlannedSlot, PlannedSpeaker } from '../plan/plan.ts';
import type { KnownSession, KnownSlot } from './known-event.ts';

/** One field of something that is there. */
export interface Change {
  field: string;
  from: string;
  to: string;
}

export interface SpeakerChange {
  id: string;
  speaker: PlannedSpeaker;
  patch: Record<string, unknown>;
  changes: Change[];
}

/** What makes a session that is there the one of the file. */
export interface SessionChange {
  session: KnownSession;
  planned: PlannedSession;
  patch: Record<string, unknown>;
  /** By the plan's name; null takes it off its track; undefined leaves it. */
  track: string | null | undefined;
  /** Keys of all its speakers, in order; undefined leaves them. */
  speakers: string[] | undefined;
  slots: SlotChange[];
  changes: Change[];
}

export type SlotChange =
  | { kind: 'create'; slot: PlannedSlot }
  | { kind: 'move'; slot: PlannedSlot; known: KnownSlot }
  | { kind: 'delete'; known: KnownSlot };

/** Whether all that is missing of its places can be added, and nothing of them is otherwise. */
export const lacksSlotsOnly = ({ slots }: SessionChange): boolean => slots.every(({ kind }) => kind === 'create');

/** What differs, but for slots that are added in any case. */
export const differencesOf = (change: SessionChange): Change[] =>
  lacksSlotsOnly(change) ? change.changes.filter(({ field }) => field !== 'slot') : change.changes;

/** What is there, against the plan. */
export interface Comparison {
  /** Those that are there, with what differs; nothing differs where there are no changes. */
  sessions: Map<PlannedSession, SessionChange>;
  /** Profiles of the plan's people, by its keys. */
  speakers: Map<string, string>;
  speakerChanges: SpeakerChange[];
  /** Sessions that came from such a file, and are in it no more. */
  dropped: KnownSession[];
}
