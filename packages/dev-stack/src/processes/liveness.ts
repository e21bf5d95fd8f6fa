export interface LivenessLimits {
  intervalMs: number;
  /** Since the last answer. */
  silenceMs: number;
  /** For the first answer. */
  startMs: number;
}

const LIMITS: LivenessLimits = { intervalMs: 1000, silenceMs: 15_000, startMs: 60_000 };

/** So many in a row, so that time in which we did not run ourselves counts against nobody. */
const FAILURES = 3;

/**
 * Asks a process again and again whether it answers.
 * @param isLive nobody is asked without it
 * @param onHang called once, when it has not for too long
 * @returns ends the watch
 */
export function watchLiveness(
  isLive: (() => Promise<boolean>) | undefined,
  onHang: () => void,
  { intervalMs, silenceMs, startMs }: LivenessLimits = LIMITS,
): () => void {
  let deadline = performance.now() + startMs;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const probe = async () => {
    const answers = await isLive?.().catch(() => false);
    if (isEnded) return;
    if (answers) {
      deadline = performance.now() + silenceMs;
      failures = 0;
    } else if (++failures >= FAILURES && performance.now() >= deadline) return onHang();
    timer = setTimeout(probe, intervalMs).unref();
  };
  if (isLive) timer = setTimeout(probe, intervalMs).unref();
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
