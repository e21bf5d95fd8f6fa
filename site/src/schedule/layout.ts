import type { Entry } from './entries.ts';

/** Where an entry stands in the grid; lines count from 1, and an end is the line after. */
export interface Cell {
  entry: Entry;
  rowStart: number;
  rowEnd: number;
  column: number;
}

/** A room with as many columns as it has sessions at the same time. */
export interface Column {
  room: Entry['room'];
  start: number;
  span: number;
}

/** From one moment to the next at which something begins or ends. */
export interface Row {
  startsAt: number;
  endsAt: number;
  /** Whether something begins with it, so that its time is shown. */
  isStart: boolean;
  /** Whether anything takes place in it; what is empty need not be as high as it is long. */
  isUsed: boolean;
}

export interface Layout {
  rows: Row[];
  columns: Column[];
  cells: Cell[];
}

/**
 * Arranges entries on a grid of rooms and times.
 * @param entries by start
 * @param rooms all, in their order; those without an entry get no column
 */
export function layOut(entries: readonly Entry[], rooms: readonly Entry['room'][]): Layout {
  const rows = rowsOf(entries);
  const rowAt = new Map(rows.map(({ startsAt }, index) => [startsAt, index + 1]));
  const lineOf = (at: number) => rowAt.get(at) ?? rows.length + 1;
  const columns: Column[] = [];
  const cells: Cell[] = [];
  let next = 1;
  for (const room of rooms) {
    const own = entries.filter(entry => entry.room.id === room.id);
    if (own.length === 0) continue;
    const offsets = offsetsOf(own);
    own.forEach((entry, index) => {
      const column = next + (offsets.of[index] ?? 0);
      cells.push({ entry, rowStart: lineOf(entry.startsAt), rowEnd: lineOf(entry.endsAt), column });
    });
    columns.push({ room, start: next, span: offsets.count });
    next += offsets.count;
  }
  return { rows, columns, cells: cells.toSorted((a, b) => a.entry.startsAt - b.entry.startsAt || a.column - b.column) };
}

function rowsOf(entries: readonly Entry[]): Row[] {
  const moments = [...new Set(entries.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]))].toSorted((a, b) => a - b);
  const starts = new Set(entries.map(({ startsAt }) => startsAt));
  return moments.slice(0, -1).map((startsAt, index) => {
    const endsAt = moments[index + 1] ?? startsAt;
    const isUsed = entries.some(entry => entry.startsAt < endsAt && entry.endsAt > startsAt);
    return { startsAt, endsAt, isStart: starts.has(startsAt), isUsed };
  });
}

/** Each into the first column of its room that is free by then. @param entries of one room, by start */
function offsetsOf(entries: readonly Entry[]): { of: number[]; count: number } {
  const freeAt: number[] = [];
  const of = entries.map(({ startsAt, endsAt }) => {
    const free = freeAt.findIndex(at => at <= startsAt);
    const offset = free === -1 ? freeAt.length : free;
    freeAt[offset] = endsAt;
    return offset;
  });
  return { of, count: freeAt.length };
}

/** The row in which a moment is, and how much of it is over; undefined outside of the grid. */
export function positionOf(at: number, rows: readonly Row[]): { row: number; share: number } | undefined {
  const index = rows.findIndex(({ startsAt, endsAt }) => startsAt <= at && at < endsAt);
  const row = rows[index];
  return row && { row: index + 1, share: (at - row.startsAt) / (row.endsAt - row.startsAt) };
}
