import type { UserLanguage } from '@ems/contracts';
import type { Block, MailContent, MailFooter, MailText } from './content';

const longestSubject = 150;
const longestQuote = 5_000;

/**
 * Lays out a mail as plain text and as HTML that needs nothing from elsewhere. Every text is escaped, whoever has written it.
 * A link that the mail is about stands alone on its line, after two spaces; those of the footer do not.
 */
export function layOut({ subject, blocks }: MailContent, language: UserLanguage, footer?: MailFooter): MailText {
  const title = shortened(oneLine(subject), longestSubject);
  const text = blocks.map(asText).join('\n\n');
  const html = blocks.map(asHtml).join('\n');
  return {
    subject: title,
    text: `${text}\n${footer ? footerText(footer) : ''}`,
    html: `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#ffffff">
<div style="max-width:36em;margin:0 auto">
${html}
${footer ? footerHtml(footer) : ''}</div>
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

const footerText = ({ reason, links }: MailFooter): string =>
  ['', '-- ', reason, ...links.map(({ label, link }) => `${label}: ${link}`), ''].join('\n');

const footerHtml = ({ reason, links }: MailFooter): string => {
  const lines = links.map(({ label, link }) => `<a href="${escaped(link)}">${escaped(label)}</a>`);
  return `<p style="margin-top:2em;padding-top:1em;border-top:1px solid #cccccc;font-size:14px;color:#595959">${[escaped(reason), ...lines].join('<br>')}</p>\n`;
};

const linesOf = (text: string): string[] => shortened(text, longestQuote).split(/\r\n|\r|\n/);

/** No line of a mail is begun by what somebody has entered in a field of one line. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

const shortened = (text: string, max: number): string => {
  const characters = Array.from(text);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
};

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => entities[character] ?? '');
