/** A collector that does not answer keeps no process from its end. */
const flushMs = 2_000;

let flush = async (): Promise<void> => undefined;

/** @param work sends what has not been sent yet */
export const onFlush = (work: () => Promise<void>): void => {
  flush = work;
};

/** Sends the last spans; waits for 2 s at most, and never rejects. */
export async function flushTraces(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, flushMs);
  });
  await Promise.race([flush().catch(() => undefined), late]);
  clearTimeout(timer);
}
