type IsoDates<Row> = { [Key in keyof Row]: Row[Key] extends Date ? string : Row[Key] };

/** The row with its instants as they leave the service: RFC 3339 in UTC. */
export const isoDates = <Row extends object>(row: Row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  ) as IsoDates<Row>;
