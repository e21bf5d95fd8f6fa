/** The tokens of one file that may carry a word of the vocabulary, each with where it stands. */
import { type Expression, parseSync, Visitor } from 'oxc-parser';

/**
 * - `identifier`: a name in code
 * - `member`: a property of a named object, `database.read`
 * - `call`: the name of a function where it is called
 * - `code`: text without a space: an error code, a message's type, a column; never a sentence
 * - `segment`: a part of a path, without extensions
 * - `path`: a whole path, without extensions
 */
export interface Token {
  kind: 'identifier' | 'member' | 'call' | 'code' | 'segment' | 'path';
  text: string;
  line: number;
}

/** The words of a name, lower-case: `holdEvent`, `hold_event` and `hold-event` are all "hold event". */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** A path and its parts; what the file holds is not looked at. */
export function pathTokens(path: string): Token[] {
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  segments.push(name.split('.').find(Boolean) ?? name);
  return [
    { kind: 'path', text: segments.join('/'), line: 1 },
    ...segments.map(text => ({ kind: 'segment' as const, text, line: 1 })),
  ];
}

/** The tokens of a file's text by its extension; of other languages than these, none. */
export function tokensOf(path: string, text: string): Token[] {
  if (/\.[cm]?[jt]s$/.test(path)) return scriptTokens(path, text);
  if (/\.(sql|prisma|proto)$/.test(path)) return schemaTokens(text);
  if (path.endsWith('.json')) return jsonTokens(text);
  return [];
}

const isSql = (text: string) =>
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|GRANT|TRUNCATE|LOCK TABLE)\b/.test(text);

function scriptTokens(path: string, text: string): Token[] {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = lineCounter(text);
  const tokens: Token[] = [];
  const add = (kind: Token['kind'], found: string, { start }: { start: number }) =>
    tokens.push({ kind, text: found, line: lineAt(start) });
  const addText = (found: string, node: { start: number }, inSql: boolean) => {
    if (inSql)
      tokens.push(...schemaTokens(found).map(token => ({ ...token, line: lineAt(node.start) + token.line - 1 })));
    else if (!/\s/.test(found)) add('code', found, node);
  };
  new Visitor({
    Identifier: node => add('identifier', node.name, node),
    Literal: node => {
      if (typeof node.value === 'string') addText(node.value, node, isSql(node.value));
    },
    TemplateLiteral: ({ quasis }) => {
      const inSql = isSql(quasis.map(({ value }) => value.raw).join(' '));
      for (const quasi of quasis) addText(quasi.value.raw, quasi, inSql);
    },
    MemberExpression: node => {
      const owner = nameOf(node.object);
      if (owner && !node.computed) add('member', `${owner}.${node.property.name}`, node.property);
    },
    CallExpression: node => {
      if (node.callee.type === 'Identifier') add('call', node.callee.name, node);
    },
  }).visit(program);
  return tokens;
}

/** `database` of `database`, and of `context.database`. */
function nameOf(node: Expression): string | undefined {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' && !node.computed ? node.property.name : undefined;
}

/** Names of SQL, Prisma's schema and protos, without comments and sentences. */
function schemaTokens(text: string): Token[] {
  const lineAt = lineCounter(text);
  // What is no code becomes blanks of the same length, so that offsets stay.
  const code = text
    .replace(/\/\*[\s\S]*?\*\/|--[^\n]*|\/\/[^\n]*/g, blank)
    .replace(/'[^'\n]*'|"[^"\n]*"/g, quoted => (/\s/.test(quoted) ? blank(quoted) : quoted));
  return Array.from(code.matchAll(/[A-Za-z_][\w.-]*/g), ({ 0: found, index }) => ({
    kind: /[.-]/.test(found) ? 'code' : 'identifier',
    text: found,
    line: lineAt(index),
  }));
}

function jsonTokens(text: string): Token[] {
  const lineAt = lineCounter(text);
  return Array.from(text.matchAll(/"([^"\s]+)"/g), ({ 1: found = '', index }) => ({
    kind: 'code',
    text: found,
    line: lineAt(index),
  }));
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ');

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return offset => starts.findLastIndex(start => start <= offset) + 1;
}
