/** A fenced block of a page. */
export interface Block {
  /** For people, such as `API.md:123`. */
  place: string;
  /** The line of its first command. */
  line: number;
  /** After the fence: `sh` is run as it stands, all else is for reading. */
  language: string;
  text: string;
  /** What the page says its last calls are answered with: below the block, or in comments (`# 409 slot.taken`). */
  statuses: string[];
}

const fence = /^ *```(?<language>\S*)\n(?<text>.*?)^ *```$(?:\n\n`(?<status>[1-5]\d\d)`)?/gms;

export function blocksOf(file: string, page: string): Block[] {
  return Array.from(page.matchAll(fence), ({ index, groups = {} }) => {
    const line = page.slice(0, index).split('\n').length + 1;
    const { language = '', text = '', status } = groups;
    const statuses = status ? [status] : Array.from(text.matchAll(/# ([1-5]\d\d)\b/g), ([, code = '']) => code);
    return { place: `${file}:${line}`, line, language, text, statuses };
  });
}

export const usesDocker = ({ text }: Block): boolean => /^\s*docker /m.test(text);

/** True for what stays in the foreground until somebody stops it. */
export const staysInForeground = ({ text }: Block): boolean => /^(npm start|docker compose up)(?! -)/.test(text);
