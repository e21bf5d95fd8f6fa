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

  refuse(kind: Kind, what: string, problem: Pick<Problem, 'code' | 'detail'> & Partial<Problem>): void {
    this.refusals.push({ kind, what, code: problem.code, detail: [problem.detail, ...particulars(problem)].join(' ') });
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

/** Which fields were wrong, or which slots are in the way. */
function particulars({ errors = [], conflicts }: Partial<Problem>): string[] {
  const slots = Array.isArray(conflicts) ? (conflicts as InTheWay[]) : [];
  return [
    ...errors.map(({ pointer, detail }) => `${pointer}: ${detail}.`),
    ...slots.map(({ title, startsAt, endsAt, speakerId }) => {
      const who = speakerId ? 'a speaker of it is in' : 'the room has';
      return `In the way: ${who} “${title ?? 'a session that is not public'}” from ${startsAt} to ${endsAt}.`;
    }),
  ];
}
