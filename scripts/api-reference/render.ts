import type { Shown } from './call.ts';

const longText = 160;
const listItems = 2;

/** Cuts what is long in a reply, and says so, so that the shape stays readable. */
function shorten(value: unknown): unknown {
  if (typeof value === 'string' && value.length > longText) return `${value.slice(0, longText)}…`;
  if (Array.isArray(value)) {
    const rest = value.length - listItems;
    return [...value.slice(0, listItems).map(shorten), ...(rest > 0 ? [`… ${rest} more`] : [])];
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      /token/i.test(key) && typeof inner === 'string' && inner !== 'Bearer' ? '…' : shorten(inner),
    ]),
  );
}

function replyText(reply: string): string {
  if (reply === '') return '';
  try {
    return `\`\`\`json\n${JSON.stringify(shorten(JSON.parse(reply)), null, 2)}\n\`\`\`\n`;
  } catch {
    return `\`\`\`\n${reply.split('\n').slice(0, 24).join('\n')}\n\`\`\`\n`;
  }
}

const variables: Record<string, string> = { organizer: '$TOKEN', speaker: '$SPEAKER_TOKEN', admin: '$ADMIN_TOKEN' };

function curl({ step, method, path, body }: Shown): string {
  const parts = [`curl -X ${method} http://127.0.0.1${/[?&]/.test(path) ? `'${path}'` : path}`];
  if (step.as) parts.push(`-H "Authorization: Bearer ${variables[step.as]}"`);
  for (const [name, value] of Object.entries(step.headers ?? {})) parts.push(`-H '${name}: ${value}'`);
  if (body) parts.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(shorten(body))}'`);
  return parts.join(' \\\n  ').replace('curl -X GET ', 'curl ');
}

export function renderCall(shown: Shown): string {
  const { step, status, location } = shown;
  const head = `### \`${step.route}\`\n\n${step.note ? `${step.note}\n\n` : ''}`;
  const answer = `\`${status}\`${location ? `, \`Location: ${location}\`` : ''}\n\n`;
  return `${head}\`\`\`sh\n${curl(shown)}\n\`\`\`\n\n${answer}${replyText(shown.reply)}`;
}
