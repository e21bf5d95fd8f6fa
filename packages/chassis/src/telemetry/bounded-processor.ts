import { TraceFlags } from '@opentelemetry/api';
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { type Logger, outsideContext } from '../log';
import { withoutValues } from './without-values';

/** By the specification's `OTEL_BSP_MAX_QUEUE_SIZE`. */
const defaultMost = 2_048;

/**
 * Sends spans in batches, without values of people. At most so many wait, or are under way, at any time; what comes beyond that is
 * dropped, and counted, since no request is to wait for a collector. An outage is logged when it begins and when it ends.
 */
export function boundedProcessor(
  exporter: SpanExporter,
  logger: Logger,
  most = Number(process.env.OTEL_BSP_MAX_QUEUE_SIZE || defaultMost),
): SpanProcessor {
  let held = 0;
  let dropped = 0;
  let isFailing = false;
  const drop = (count: number, reason: string) => {
    dropped += count;
    if (isFailing) return;
    isFailing = true;
    outsideContext(() => logger.warn({ reason }, 'traces are dropped: the collector does not take them'));
  };
  const recover = () => {
    if (!isFailing) return;
    outsideContext(() => logger.info({ dropped }, 'the collector takes traces again'));
    isFailing = false;
    dropped = 0;
  };
  const batches = new BatchSpanProcessor(
    {
      export(spans, done) {
        exporter.export(spans.map(withoutValues), result => {
          held -= spans.length;
          if (result.code === 0) recover();
          else drop(spans.length, reasonOf(result.error));
          // Said here; the SDK would say it again for each batch.
          done({ code: 0 });
        });
      },
      forceFlush: async () => exporter.forceFlush?.(),
      shutdown: () => exporter.shutdown(),
    },
    { maxQueueSize: most },
  );
  return {
    onStart: (span, parent) => batches.onStart(span, parent),
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
      if (held >= most) return drop(1, `${most} wait for it`);
      held++;
      batches.onEnd(span);
    },
    forceFlush: () => batches.forceFlush(),
    async shutdown() {
      await batches.shutdown();
      if (dropped > 0) logger.warn({ dropped }, 'traces were dropped: the collector did not take them');
    },
  };
}

/** A collector's own words may be any. */
const reasonOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'unknown');
};
