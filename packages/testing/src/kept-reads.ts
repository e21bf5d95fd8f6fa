import { eventually } from './eventually';
import { type PlainReply, plainRead } from './plain-read';
import { statementsOf } from './statements';

/**
 * Whether the work asks for rows.
 * @param rows the text that tells such statements from those of what happens meanwhile, as a heartbeat that arrives
 */
export const asksFor = async (rows: RegExp, work: () => Promise<unknown>): Promise<boolean> =>
  (await statementsOf(work)).some(text => rows.test(text));

/** Reads until the reply comes from memory. @param rows as of {@link asksFor} */
export const readKept = (
  rows: RegExp,
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<PlainReply> =>
  eventually(async () => {
    let reply: PlainReply | undefined;
    const isAsked = await asksFor(rows, async () => {
      reply = await plainRead(url, headers, method);
    });
    return isAsked ? undefined : reply;
  });

/** What two replies have in common that say the same. */
export const comparable = ({ status, headers, bytes }: PlainReply) => {
  const { date: _, 'x-request-id': __, ...rest } = headers;
  return { status, headers: rest, text: bytes.toString() };
};
