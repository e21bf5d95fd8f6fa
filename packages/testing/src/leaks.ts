import { eventually } from './eventually';

const held = () =>
  process.getActiveResourcesInfo().filter(kind => /^(TCP|Pipe|TLS)/.test(kind) && !/^PipeWrap/.test(kind));

/**
 * Remembers what the process holds open; the returned check fails while sockets or servers are left that were not there.
 * Call it before the first start, and its result after the last stop.
 */
export function watchLeaks(): () => Promise<void> {
  const before = held().length;
  return async () => {
    await eventually(() => {
      const now = held();
      if (now.length > before) throw new Error(`left open: ${now.join(', ')}`);
      return true;
    }, 10_000);
  };
}
