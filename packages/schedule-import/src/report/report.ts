import type { Change } from '../compare/changes.ts';
import { type Findings, type Kind, kinds, type Refused, shorten } from '../plan/findings.ts';

/** What becomes of the things of one kind. */
export interface Counts {
  created: number;
  changed: number;
  unchanged: number;
  cancelled: number;
  refused: number;
}

export interface ReportedChange extends Change {
  kind: Kind;
  entry: string;
}

interface Subject {
  file: string;
  isDryRun: boolean;
  isUpdate: boolean;
}

/** What became of all that a file says; of a dry run, what would. */
export class Report {
  readonly subject: Subject;
  format: string | undefined;
  event: { slug: string; title: string; timezone: string; isNew: boolean; status?: string } | undefined;
  readonly counts = Object.fromEntries(kinds.map(kind => [kind, zeroCounts()])) as Record<Kind, Counts>;
  readonly created: { kind: Kind; entry: string }[] = [];
  readonly changed: ReportedChange[] = [];
  /** What differs and is left as it is, for nobody has asked for an update. */
  readonly left: ReportedChange[] = [];
  readonly cancelled: string[] = [];
  readonly refused: Refused[] = [];
  /** Why the file is refused as a whole. */
  refusal: { code: string; detail: string } | undefined;
  findings: Findings | undefined;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  create(kind: Kind, entry: string): void {
    this.counts[kind].created++;
    this.created.push({ kind, entry: shorten(entry) });
  }

  keep(kind: Kind): void {
    this.counts[kind].unchanged++;
  }

  change(kind: Kind, entry: string, changes: readonly Change[]): void {
    this.counts[kind].changed++;
    this.changed.push(...changes.map(change => toReported(kind, entry, change)));
  }

  /** Differs, and stays so. */
  leave(kind: Kind, entry: string, changes: readonly Change[]): void {
    this.counts[kind].unchanged++;
    this.left.push(...changes.map(change => toReported(kind, entry, change)));
  }

  cancel(entry: string): void {
    this.counts.sessions.cancelled++;
    this.cancelled.push(shorten(entry));
  }

  refuse(kind: Kind, entry: string, code: string, detail: string): void {
    this.counts[kind].refused++;
    this.refused.push({ kind, entry: shorten(entry), code, detail });
  }

  /** Takes over what was found in the file, before anything was asked for. */
  take(findings: Findings): void {
    this.findings = findings;
    for (const { kind, entry, code, detail } of findings.refused) this.refuse(kind, entry, code, detail);
  }

  /** 0 when all is in, 2 when something is refused. */
  get exitCode(): 0 | 2 {
    return this.refusal === undefined && this.refused.length === 0 ? 0 : 2;
  }
}

const toReported = (kind: Kind, entry: string, { field, from, to }: Change): ReportedChange => ({
  kind,
  entry: shorten(entry),
  field,
  from: shorten(from),
  to: shorten(to),
});

const zeroCounts = (): Counts => ({ created: 0, changed: 0, unchanged: 0, cancelled: 0, refused: 0 });
