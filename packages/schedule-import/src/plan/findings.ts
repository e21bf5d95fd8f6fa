/** Something of the file that is not as the file says it. */
export interface FieldFinding {
  /** As people find it in the file. */
  entry: string;
  field: string;
  from: string;
  to: string;
}

export interface Dropped {
  entry: string;
  field: string;
  value: string;
  reason: string;
}

export interface Refused {
  kind: Kind;
  entry: string;
  code: string;
  detail: string;
}

export const kinds = ['event', 'rooms', 'tracks', 'speakers', 'sessions', 'slots'] as const;
export type Kind = (typeof kinds)[number];

/** What has to be said of a file: nothing of it is changed, left out or refused without a line here. */
export class Findings {
  readonly notes: string[] = [];
  readonly changed: FieldFinding[] = [];
  readonly dropped: Dropped[] = [];
  readonly refused: Refused[] = [];
  readonly unplaced = new Map<string, number>();
  /** Rooms that the file uses as if they took several sessions at a time. */
  readonly parallelRooms = new Map<string, string[]>();

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  change(entry: string, field: string, from: string, to: string): void {
    this.changed.push({ entry, field, from: shorten(from), to: shorten(to) });
  }

  drop(entry: string, field: string, value: string, reason: string): void {
    this.dropped.push({ entry, field, value: shorten(value), reason });
  }

  refuse(kind: Kind, entry: string, code: string, detail: string): void {
    this.refused.push({ kind, entry, code, detail });
  }
}

/** One line, not too long, and without what a terminal would obey. */
export const shorten = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
};
