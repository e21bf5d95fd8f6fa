/** Ends this process when the one that has forked it is gone, however it went. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit());
  // To wait for that keeps nobody alive.
  process.channel?.unref();
}
