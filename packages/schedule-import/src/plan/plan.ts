import type { Level, SessionType } from '../model/session-types.ts';
import type { Findings } from './findings.ts';

/** Where sessions are put that the file gives no room, so that they keep their time. */
export const noRoom = 'No room';

/** What an event has after the import, as far as the file says it. */
export interface Plan {
  event: PlannedEvent;
  rooms: PlannedRoom[];
  tracks: PlannedTrack[];
  speakers: PlannedSpeaker[];
  sessions: PlannedSession[];
  findings: Findings;
}

export interface PlannedEvent {
  slug: string;
  /** Undefined where the file has none, so that it tells nothing about an event that is there. */
  title: string | undefined;
  description?: string;
  startsAt: number;
  endsAt: number;
  timezone: string;
  onlineUrl: string | null;
  venue: { name: string; city?: string } | null;
  logoUrl?: string | null;
  color?: string;
  dayStartsAt?: string;
}

export interface PlannedRoom {
  name: string;
  position: number;
  capacity?: number;
  description?: string;
  /** For what has no room: any number of sessions are there at a time. */
  parallel?: true;
}

export interface PlannedTrack {
  name: string;
  position: number;
  /** The file's own. */
  color?: string;
}

export interface PlannedSpeaker {
  /** Tells the persons of one file apart. */
  key: string;
  /** By which the file knows them. */
  id: string | undefined;
  /** A page about this very person. */
  page: string | undefined;
  body: {
    name: string;
    bio?: string;
    tagline?: string;
    photoUrl?: string | null;
    links?: { label: string; url: string }[];
  };
}

/** Of a session, what the file says. */
export interface SessionFields {
  title: string;
  subtitle?: string;
  abstract?: string;
  description?: string;
  type?: SessionType;
  typeName?: string | null;
  level?: Level;
  languages?: string[];
  tags?: string[];
  links?: { label: string; url: string }[];
  attachments?: { label: string; url: string }[];
  doNotRecord?: boolean;
  license?: string;
  logoUrl?: string | null;
  sourceUrl?: string | null;
  durationMinutes: number;
}

export interface PlannedSession {
  /** As people find it in the file. */
  label: string;
  /** All by which the file knows it, and its slots. */
  ids: string[];
  externalId: string | null;
  fields: SessionFields;
  /** Null for none; undefined where the file does not say. */
  track: string | null | undefined;
  /** Keys of the plan's speakers, in their order. */
  speakers: string[] | undefined;
  slots: PlannedSlot[];
  /** False where a slot of the file was refused, so that another is perhaps the one that is there. */
  hasAllSlots: boolean;
}

export interface PlannedSlot {
  label: string;
  ids: string[];
  room: string;
  startsAt: number;
  endsAt: number;
  /** Its one minute is not the file's. */
  takesNoTime: boolean;
}
