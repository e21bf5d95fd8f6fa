import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A content coding (RFC 9110, 8.4.1) in which replies are kept, beside none. */
export type Coding = 'br' | 'gzip';

/** In the order of preference. */
const codings: readonly Coding[] = ['br', 'gzip'];

const encoders: Record<Coding, (bytes: Buffer) => Promise<Buffer>> = {
  br: bytes =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: bytes => promisify(gzip)(bytes),
};

export const encode = (coding: Coding, bytes: Buffer): Promise<Buffer> => encoders[coding](bytes);

const remembered = new Map<string, Coding | undefined>();
const maxRemembered = 200;

/** The coding that a client likes best of those that we have, by its Accept-Encoding (RFC 9110, 12.5.3); none where it names none. */
export function preferredCoding(header: string | undefined): Coding | undefined {
  if (header === undefined) return undefined;
  if (remembered.has(header)) return remembered.get(header);
  const coding = choose(header);
  if (remembered.size < maxRemembered) remembered.set(header, coding);
  return coding;
}

function choose(header: string): Coding | undefined {
  const weights = new Map(header.split(',').map(weightOf));
  const any = weights.get('*') ?? 0;
  const weigh = (coding: string) => weights.get(coding) ?? any;
  const [best] = codings.toSorted((a, b) => weigh(b) - weigh(a));
  return best !== undefined && weigh(best) > 0 && weigh(best) >= (weights.get('identity') ?? 0) ? best : undefined;
}

function weightOf(item: string): [name: string, weight: number] {
  const [name = '', ...parameters] = item.split(';').map(part => part.trim().toLowerCase());
  const given = parameters.find(parameter => parameter.startsWith('q='))?.slice(2);
  const weight = Number(given ?? 1);
  return [name === 'x-gzip' ? 'gzip' : name, Number.isFinite(weight) ? weight : 0];
}
