import type { Problem } from './client.ts';

export const kinds = ['event', 'rooms', 'tracks', 'speakers', 'sessions', 'slots'] as const;
export type Kind = (typeof kinds)[number];

export interface Refusal {
  kind: Kind;
  /** As people find it in the file. */
  what: string;
  code: string;
  detail: string;
}

/** What became of all that a file holds. */
export class Report {
  readonly made = zeroes();
  readonly found = zeroes();
  readonly refusals: Refusal[] = [];
  /** Names of speakers by their ids. */
  readonly people = new Map<string, string>();

  refuse(kind: Kind, what: string, problem: Pick<Problem, 'code' | 'detail'> & Partial<Problem>): void {
    this.refusals.push({ kind, what: shortened(what), code: problem.code, detail: this.#explain(problem) });
  }

  /** The wrong fields, or else the system's own words and the slots in the way. */
  #explain({ detail, errors = [], conflicts }: Partial<Problem>): string {
    if (errors.length > 0) return errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
    const slots = Array.isArray(conflicts) ? (conflicts as InTheWay[]) : [];
    return [detail, ...slots.map(slot => `In the way: ${this.#tell(slot)}.`)].join(' ');
  }

  #tell({ title, startsAt, endsAt, speakerId }: InTheWay): string {
    const who = speakerId ? `${this.people.get(speakerId) ?? 'a speaker'} is in` : 'the room has';
    return `${who} “${title ?? 'a session that is not public'}” from ${startsAt} to ${endsAt}`;
  }

  toString(): string {
    const row = (...cells: (string | number)[]) =>
      cells.map((cell, at) => (at ? `${cell}`.padStart(14) : `  ${cell}`.padEnd(12))).join('');
    const rows = kinds.map(kind =>
      row(kind, this.made[kind], this.found[kind], this.refusals.filter(one => one.kind === kind).length),
    );
    const lines = this.refusals.map(({ kind, what, code, detail }) => `  ${kind}: ${what}\n    ${code}: ${detail}`);
    const headline = lines.length === 0 ? 'Nothing was refused.' : `Refused: ${lines.length}`;
    return [row('', 'made', 'there before', 'refused'), ...rows, '', headline, ...lines].join('\n');
  }
}

const zeroes = () => Object.fromEntries(kinds.map(kind => [kind, 0])) as Record<Kind, number>;

interface InTheWay {
  title: string | null;
  startsAt: string;
  endsAt: string;
  speakerId?: string;
}

const shortened = (text: string) => {
  const line = text.replace(/\p{Cc}/gu, '�');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
};
