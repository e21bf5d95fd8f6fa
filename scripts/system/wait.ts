import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Wait {
  /** How long to try, in milliseconds. */
  timeoutMs: number;
  /** Pause between two tries, in milliseconds. */
  everyMs?: number;
  /** Gives up at once when it becomes true, for instance because the process awaited has died. */
  giveUp?: () => boolean;
}

/** Tries `condition` until it holds; false when time is up. A condition that throws does not hold yet. */
export async function holdsWithin(condition: () => Promise<boolean> | boolean, wait: Wait): Promise<boolean> {
  const end = performance.now() + wait.timeoutMs;
  for (;;) {
    if (await attempt(condition)) return true;
    if (wait.giveUp?.() === true || performance.now() > end) return false;
    await delay(wait.everyMs ?? 100);
  }
}

async function attempt(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}

/** True when the URL answers with a 2xx within two seconds. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.body?.cancel();
  return response.ok;
}

/** True when something accepts connections on this port of 127.0.0.1. */
export function connects(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 });
    const settle = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
