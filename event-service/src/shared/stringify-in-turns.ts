import { setImmediate as turn } from 'node:timers/promises';

/** Of so many sessions with their texts, half a megabyte. */
const itemsPerTurn = 250;

/** The same as `JSON.stringify` of an object with long lists, but others have their turn between parts of these. */
export async function stringifyInTurns(value: object): Promise<string> {
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    const json = Array.isArray(member) ? await stringifyList(member) : JSON.stringify(member);
    if (json !== undefined) members.push(`${JSON.stringify(key)}:${json}`);
  }
  return `{${members.join(',')}}`;
}

async function stringifyList(items: readonly unknown[]): Promise<string> {
  const parts: string[] = [];
  for (let at = 0; at < items.length; at += itemsPerTurn) {
    if (at > 0) await turn();
    parts.push(JSON.stringify(items.slice(at, at + itemsPerTurn)).slice(1, -1));
  }
  return `[${parts.join(',')}]`;
}
