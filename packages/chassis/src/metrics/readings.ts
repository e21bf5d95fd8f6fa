import { Gauge, Registry } from 'prom-client';
import type { Logger } from '../log';

/** A value of a gauge. */
export interface Reading {
  gauge: string;
  value: number;
  labels?: Record<string, string>;
}

/** Gauges whose values are read together, when somebody asks for them. */
export interface Readings {
  /** By its name, what each says. */
  gauges: Record<string, string>;
  /** Of all of these gauges. */
  labels?: readonly string[];
  /** What was read less than so many seconds ago is told again; 0 where a reading costs nothing. */
  maxAgeSeconds: number;
  read(): Promise<readonly Reading[]> | readonly Reading[];
}

/** A reading that takes longer is left out. A database that is away is waited for this long. */
const readTimeoutMs = 3_000;

/**
 * Gauges of one service. What cannot be read is absent, so that no old value is told as if it were true; why is logged, once
 * until it can be read again.
 * @returns their exposition, read anew
 */
export function createGauges(all: readonly Readings[], logger: Logger): () => Promise<string> {
  const registry = new Registry();
  const refreshes = all.map(readings => refresher(readings, registry, logger));
  return async () => {
    await Promise.all(refreshes.map(refresh => refresh()));
    return registry.metrics();
  };
}

function refresher(
  { gauges, labels = [], maxAgeSeconds, read }: Readings,
  registry: Registry,
  logger: Logger,
): () => Promise<void> {
  const made = new Map(
    Object.entries(gauges).map(([name, help]) => [
      name,
      new Gauge({ name, help, labelNames: [...labels], registers: [registry] }),
    ]),
  );
  let readAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  /** It is waited for no more: whoever asks meanwhile is told at once that it is not known. */
  let isLate = false;
  let isFailing = false;

  const clear = () => {
    for (const gauge of made.values()) {
      gauge.reset();
      // To reset what has no labels is to say that it is zero.
      if (labels.length === 0) gauge.remove();
    }
  };
  const fail = (error: unknown) => {
    if (!isFailing) logger.warn({ err: error, gauges: Object.keys(gauges) }, 'metrics could not be read');
    isFailing = true;
    clear();
  };
  const readNow = async () => {
    const values = await read();
    clear();
    for (const { gauge, value, labels: given = {} } of values) made.get(gauge)?.set(given, value);
    readAt = performance.now();
    isFailing = false;
  };
  clear();
  return async () => {
    if (isLate || performance.now() - readAt < maxAgeSeconds * 1_000) return;
    running ??= readNow()
      .catch(fail)
      .finally(() => {
        running = undefined;
        isLate = false;
      });
    await within(running, readTimeoutMs, () => {
      isLate = true;
      clear();
    });
  };
}

async function within(work: Promise<void>, ms: number, abandon: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>(resolve => {
    timer = setTimeout(() => {
      abandon();
      resolve();
    }, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
