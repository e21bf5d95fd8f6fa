import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  /** How long to try, in milliseconds. */
  timeoutMs: number;
  /** Pause between two tries, in milliseconds; 100 unless given. */
  intervalMs?: number;
  /** Ends the polling at once when it becomes true, for instance because the process awaited has died. */
  abortIf?: () => boolean;
}

/** Polls until the condition is true; false when time is up. A condition that throws counts as false. */
export async function pollUntil(condition: () => Promise<boolean> | boolean, options: PollOptions): Promise<boolean> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    if (await attempt(condition)) return true;
    if (options.abortIf?.() === true || performance.now() > deadline) return false;
    await delay(options.intervalMs ?? 100);
  }
}

async function attempt(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}

/** True when the URL answers with a 2xx within so many milliseconds. */
export async function respondsOk(url: string, timeoutMs = 2000): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  await response.body?.cancel();
  return response.ok;
}

/** True when something accepts connections on this port of 127.0.0.1. */
export function acceptsConnections(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 });
    const settle = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
