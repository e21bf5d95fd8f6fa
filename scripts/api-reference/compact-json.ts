/**
 * JSON for people: what fits into a line of `width` characters stands in one, all else is indented by two spaces.
 * @param before how many characters stand before it in its line
 */
export function stringifyCompact(value: unknown, width: number, indent = '', before = 0): string {
  const line = inOneLine(value);
  const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  // A comma may follow.
  if (isEmpty || indent.length + before + line.length < width) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = Array.isArray(value)
    ? value.map(item => stringifyCompact(item, width, inner))
    : Object.entries(value).map(([name, item]) => {
        const key = `${JSON.stringify(name)}: `;
        return key + stringifyCompact(item, width, inner, key.length);
      });
  return `${open}\n${members.map(member => `${inner}${member}`).join(',\n')}\n${indent}${close}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inOneLine(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
