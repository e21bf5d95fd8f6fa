const toCamelCase = (column: string) => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** A row that PostgreSQL's `to_jsonb` gave, as Prisma's client has it: columns that end in `_at` are instants. */
export const fromJson = <Row extends object>(json: Record<string, unknown>): Row =>
  Object.fromEntries(
    Object.entries(json).map(([column, value]) => [
      toCamelCase(column),
      column.endsWith('_at') && typeof value === 'string' ? new Date(value) : value,
    ]),
  ) as Row;
