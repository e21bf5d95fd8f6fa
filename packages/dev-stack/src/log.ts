// The bootstrap started before this process did.
const startedAt = Number(process.env.EMS_STARTED_AT ?? Date.now());

export function elapsedSeconds(): number {
  return (Date.now() - startedAt) / 1000;
}

/** One line of progress with the time since the start in front. */
export function log(text: string): void {
  console.log(`${elapsedSeconds().toFixed(1).padStart(6)} s  ${text}`);
}
