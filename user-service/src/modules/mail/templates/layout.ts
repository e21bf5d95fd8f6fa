import type { UserLanguage } from '@ems/contracts';
import type { Block, MailContent, MailText } from './content';

const longestSubject = 150;
const longestQuote = 5_000;

/**
 * Lays out a mail as plain text and as HTML that needs nothing from elsewhere. Every text is escaped, whoever has written it.
 * @param footer why the mail comes, and where it can be turned off
 */
export function layOut({ subject, blocks }: MailContent, language: UserLanguage, footer?: readonly Block[]): MailText {
  const title = shortened(oneLine(subject), longestSubject);
  const text = blocks.map(asText).join('\n\n');
  const html = blocks.map(asHtml).join('\n');
  return {
    subject: title,
    text: footer ? `${text}\n\n-- \n${footer.map(asText).join('\n')}\n` : `${text}\n`,
    html: `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#ffffff">
<div style="max-width:36em;margin:0 auto">
${html}
${footer ? `<div style="margin-top:2em;padding-top:1em;border-top:1px solid #cccccc;font-size:14px;color:#595959">\n${footer.map(asHtml).join('\n')}\n</div>\n` : ''}</div>
</body>
</html>
`,
  };
}

function asText(block: Block): string {
  if (typeof block === 'string') return oneLine(block);
  if ('link' in block) return `  ${block.link}`;
  if ('list' in block) return block.list.map(item => `- ${oneLine(item)}`).join('\n');
  return linesOf(block.quote)
    .map(line => `> ${line}`.trimEnd())
    .join('\n');
}

function asHtml(block: Block): string {
  if (typeof block === 'string') return `<p>${escaped(oneLine(block))}</p>`;
  if ('link' in block) return `<p><a href="${escaped(block.link)}">${escaped(block.link)}</a></p>`;
  if ('list' in block) return `<ul>${block.list.map(item => `<li>${escaped(oneLine(item))}</li>`).join('')}</ul>`;
  const quoted = linesOf(block.quote).map(escaped).join('<br>');
  return `<blockquote style="margin:0;padding-left:1em;border-left:3px solid #cccccc">${quoted}</blockquote>`;
}

const linesOf = (text: string): string[] => shortened(text, longestQuote).split(/\r\n|\r|\n/);

/** No line of a mail is begun by what somebody has entered in a field of one line. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

const shortened = (text: string, max: number): string => {
  const characters = Array.from(text);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
};

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => entities[character] ?? '');
