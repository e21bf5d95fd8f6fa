// The bootstrap started before this process did.
const startedAt = Number(process.env.EMS_STARTED_AT ?? Date.now());

export function elapsedSeconds(): number {
  return (Date.now() - startedAt) / 1000;
}

/** One line of progress with the time since the start in front. */
export function log(text: string): void {
  console.log(`${elapsedSeconds().toFixed(1).padStart(6)} s  ${text}`);
}

/** Says every ten seconds that work of this name goes on, so that nobody waits in silence. */
export async function logProgress<T>(name: string, work: () => Promise<T>): Promise<T> {
  const progress = setInterval(() => log(`${name}: still running …`), 10_000);
  try {
    return await work();
  } finally {
    clearInterval(progress);
  }
}
