/**
 * What a file says, whatever its format. A member that is absent is one that the file does not say: nothing is changed by it.
 */
export interface ScheduleFile {
  format: FormatName;
  /** Made by this system: its ids are known here. */
  isOwnExport: boolean;
  /** Whether the format's times may have no offset. */
  hasLocalTimes: boolean;
  title?: string | undefined;
  /** A short name. */
  acronym?: string | undefined;
  description?: string | undefined;
  /** A zone's name, as the file writes it. */
  zone?: string | undefined;
  city?: string | undefined;
  venue?: string | undefined;
  /** Pages of the conference, the best first. */
  urls: string[];
  logoUrl?: string | undefined;
  color?: string | undefined;
  /** `HH:MM` */
  dayStartsAt?: string | undefined;
  /** Times, or dates, between which it takes place; as the file writes them. */
  bounds: string[];
  rooms: FileRoom[];
  tracks: FileTrack[];
  entries: FileEntry[];
  /** How often it says what has no place in the model, by the names of its fields. */
  unplaced: Map<string, number>;
}

type FormatName =
  | 'c3voc JSON'
  | 'schedule XML'
  | 'pretalx JSON'
  | 'pretalx widget JSON'
  | 'Sessionize JSON'
  | 'iCalendar'
  | 'CSV';

export interface FileRoom {
  name: string;
  capacity?: number | undefined;
  description?: string | undefined;
}

export interface FileTrack {
  name: string;
  color?: string | undefined;
}

export interface FilePerson {
  /** By which the file tells people apart; none where it has none. */
  id?: string | undefined;
  name: string;
  bio?: string | undefined;
  tagline?: string | undefined;
  photoUrl?: string | undefined;
  /** A page about this very person. */
  page?: string | undefined;
  links?: FileLink[] | undefined;
}

export interface FileLink {
  label?: string | undefined;
  url: string;
}

/** One line of the schedule. Its texts are the file's own; nothing is judged yet. */
export interface FileEntry {
  /** Where it stands in the file. */
  place: string;
  /** Its guid, code and number, as far as it has them. */
  ids: string[];
  title: string;
  startsAt: string;
  endsAt?: string | undefined;
  /** `H:MM`, `H:MM:SS`, or minutes. */
  duration?: string | undefined;
  /** A clock time that the file says beside the time. */
  clock?: string | undefined;
  room?: string | undefined;
  subtitle?: string | undefined;
  abstract?: string | undefined;
  description?: string | undefined;
  /** The file's word for the kind of session. */
  typeName?: string | undefined;
  isBreak?: boolean | undefined;
  level?: string | undefined;
  track?: string | undefined;
  languages?: string | undefined;
  tags?: string[] | undefined;
  persons?: FilePerson[] | undefined;
  links?: FileLink[] | undefined;
  attachments?: FileLink[] | undefined;
  /** A text where the file says neither yes nor no. */
  doNotRecord?: boolean | string | undefined;
  license?: string | undefined;
  logoUrl?: string | undefined;
  sourceUrl?: string | undefined;
  isCancelled?: boolean | undefined;
  /** Why it cannot be read. */
  fault?: string | undefined;
  /** What of its times is not taken. */
  notTaken?: string | undefined;
  /** What is to be said of it. */
  note?: string | undefined;
}
