/** A part of a mail's body: a paragraph, a link that stands alone, what somebody else has written, or a list. */
export type Block = string | { link: string } | { quote: string } | { list: readonly string[] };

/** Below a mail: why it comes, and where that can be changed. */
export interface MailFooter {
  reason: string;
  links: readonly { label: string; link: string }[];
}

/** What a mail says, in one language; how it looks is the layout's. */
export interface MailContent {
  subject: string;
  blocks: readonly Block[];
}

/** A mail's two bodies, of which programs show the one that they can (RFC 2046, 5.1.4). */
export interface MailText {
  subject: string;
  text: string;
  html: string;
}
