import type { ProblemError, ProblemOf } from '@ems/client/src';

const kinds = ['event', 'rooms', 'tracks', 'speakers', 'sessions', 'slots'] as const;
export type Kind = (typeof kinds)[number];

export interface Refusal {
  kind: Kind;
  /** As people find it in the file. */
  label: string;
  code: string;
  detail: string;
}

/** What the system was not asked for, since it could not be. */
interface UnaskedFor {
  code: 'no-entry' | 'no-room';
  detail: string;
}

type OverlappingSlot = ProblemOf<'slot.taken'>['conflicts'][number];

/** What became of all that a file holds. */
export class Report {
  readonly created = zeroCounts();
  readonly existing = zeroCounts();
  readonly refusals: Refusal[] = [];
  /** By their ids. */
  readonly speakerNames = new Map<string, string>();

  refuse(kind: Kind, label: string, refused: ProblemError | UnaskedFor): void {
    this.refusals.push({ kind, label: shorten(label), code: refused.code, detail: this.#explain(refused) });
  }

  /** The wrong fields, or else the system's own words and the overlapping slots. */
  #explain(refused: ProblemError | UnaskedFor): string {
    if ('errors' in refused && refused.errors)
      return refused.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
    if (refused.code !== 'slot.taken') return refused.detail;
    return [refused.detail, ...refused.conflicts.map(slot => `In the way: ${this.#describe(slot)}.`)].join(' ');
  }

  #describe({ title, startsAt, endsAt, speakerId }: OverlappingSlot): string {
    const party = speakerId ? `${this.speakerNames.get(speakerId) ?? 'a speaker'} is in` : 'the room has';
    return `${party} “${title ?? 'a session that is not public'}” from ${startsAt} to ${endsAt}`;
  }

  toString(): string {
    const row = (...cells: (string | number)[]) =>
      cells.map((cell, at) => (at ? `${cell}`.padStart(14) : `  ${cell}`.padEnd(12))).join('');
    const rows = kinds.map(kind =>
      row(kind, this.created[kind], this.existing[kind], this.refusals.filter(one => one.kind === kind).length),
    );
    const lines = this.refusals.map(({ kind, label, code, detail }) => `  ${kind}: ${label}\n    ${code}: ${detail}`);
    const headline = lines.length === 0 ? 'Nothing was refused.' : `Refused: ${lines.length}`;
    return [row('', 'created', 'existing', 'refused'), ...rows, '', headline, ...lines].join('\n');
  }
}

const zeroCounts = () => Object.fromEntries(kinds.map(kind => [kind, 0])) as Record<Kind, number>;

const shorten = (text: string) => {
  const line = text.replace(/\p{Cc}/gu, '�');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
};
