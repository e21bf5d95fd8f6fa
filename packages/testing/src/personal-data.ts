import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A column of a database, as a Prisma schema declares it. */
export interface SchemaColumn {
  /** `table.column`, as they are named in the database. */
  name: string;
  /** What becomes of it when the person is erased: the text of its `/// @personal`. Undefined: no personal data. */
  erasure: string | undefined;
}

/**
 * All columns of a service's schema.
 * @param folder with its `.prisma` files
 * @throws Error for a `@personal` that says nothing, or that is not above a column
 */
export const readSchemaColumns = (folder: string): SchemaColumn[] =>
  parseSchemaColumns(
    readdirSync(folder)
      .filter(file => file.endsWith('.prisma'))
      .map(file => readFileSync(join(folder, file), 'utf8'))
      .join('\n'),
  );

/**
 * @param schema source of a whole Prisma schema, as `prisma format` writes it: a line per field
 * @throws Error as {@link readSchemaColumns}
 */
export function parseSchemaColumns(schema: string): SchemaColumn[] {
  const models = [...schema.matchAll(/^(?:model|view)\s+(\w+)\s*\{\n(.*?)^\}/gms)];
  const names = new Set(models.map(([, name]) => name));
  const columns = models.flatMap(([, name = '', body = '']) => {
    const table = /^\s*@@map\("(.+?)"\)/m.exec(body)?.[1] ?? name;
    return columnsOf(body, names).map(({ column, erasure }) => ({ name: `${table}.${column}`, erasure }));
  });
  const annotations = schema.match(/@personal\b/g)?.length ?? 0;
  const annotated = columns.filter(({ erasure }) => erasure !== undefined).length;
  if (annotations !== annotated) throw new Error(`${annotations} @personal, but ${annotated} columns below one`);
  return columns;
}

const field = /^\s*(\w+)\s+(\w+)/;

/** Fields of relations are no columns. */
function columnsOf(body: string, models: ReadonlySet<string | undefined>) {
  const columns: { column: string; erasure: string | undefined }[] = [];
  let erasure: string | undefined;
  for (const line of body.split('\n')) {
    const annotation = /^\s*\/\/\/\s*@personal\s+(\S.*)$/.exec(line)?.[1];
    if (annotation) erasure = annotation;
    const [, name, type] = field.exec(line) ?? [];
    if (name === undefined) continue;
    if (!models.has(type)) columns.push({ column: /@map\("(.+?)"\)/.exec(line)?.[1] ?? name, erasure });
    erasure = undefined;
  }
  return columns;
}

const personalWords =
  /(^|_)(e?mail|name|address|agent|phone|bio|photo|ip|user|owner|actor|author|submitter|reviewer|invitee|member|account|person|organizer|steward|by|password|secret|token|principal)(_|$)/;

/** True for a column whose name suggests that it tells of a person. @param column without its table */
export const looksPersonal = (column: string): boolean => personalWords.test(column);
