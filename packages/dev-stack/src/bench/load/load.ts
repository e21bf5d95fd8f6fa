import { wrkProgram } from '../../servers/system-packages.ts';
import { sendByAutocannon } from './autocannon.ts';
import type { BenchRequest, LoadResult } from './request.ts';
import { sendByWrk } from './wrk.ts';

/** What sends the load of reads: writes, each of which is another request, are always sent by autocannon. */
export interface Load {
  readsBy: 'wrk' | 'autocannon';
  /** Sends one request again and again. */
  repeat(origin: string, request: BenchRequest, status: number, seconds: number): Promise<LoadResult>;
}

/** wrk where it is or can be installed, which takes less of the processors than autocannon does. */
export async function findLoad(): Promise<Load> {
  const wrk = await wrkProgram();
  if (wrk === undefined) {
    return {
      readsBy: 'autocannon',
      repeat: (origin, request, status, seconds) => sendByAutocannon(origin, [request], [status], { seconds }),
    };
  }
  return { readsBy: 'wrk', repeat: (...load) => sendByWrk(wrk, ...load) };
}
