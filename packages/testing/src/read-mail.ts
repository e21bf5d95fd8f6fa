import { simpleParser } from 'mailparser';

/** A mail as its reader sees it. */
export interface Mail {
  subject: string;
  /** By names in lower case, unfolded. */
  headers: Record<string, string>;
  text: string;
  html: string;
  attachments: { name: string; type: string; content: Buffer }[];
}

/** Reads a mail as mail programs do. @param raw as it came */
export async function readMail(raw: Buffer | string): Promise<Mail> {
  const {
    subject = '',
    text = '',
    html,
    attachments,
    headerLines,
  } = await simpleParser(raw, {
    skipHtmlToText: true,
    skipImageLinks: true,
    skipTextToHtml: true,
  });
  const headers = headerLines.map(({ key, line }) => [
    key,
    line
      .slice(key.length + 1)
      .replace(/\r?\n(?=[ \t])/g, '')
      .trim(),
  ]);
  return {
    subject,
    headers: Object.fromEntries(headers),
    text,
    html: html || '',
    attachments: attachments.map(({ filename = '', contentType: type, content }) => ({
      name: filename,
      type,
      content,
    })),
  };
}
