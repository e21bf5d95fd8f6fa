import { expect, test } from '@jest/globals';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { NodeTracerProvider, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { createLogger } from '../log';
import { boundedProcessor } from './bounded-processor';

const most = 600;

/** Tracing towards a collector that answers when it is told to. */
function startTracing() {
  const lines: { level: string; msg: string; dropped?: number }[] = [];
  const logger = createLogger('notes', 'info', { write: line => void lines.push(JSON.parse(line)) });
  const sent: ReadableSpan[][] = [];
  const waiting: ((code: 0 | 1) => void)[] = [];
  const exporter: SpanExporter = {
    export(spans, done) {
      sent.push(spans);
      waiting.push(code => done({ code, ...(code === 1 && { error: new Error('away') }) }));
    },
    shutdown: async () => undefined,
  };
  const provider = new NodeTracerProvider({ spanProcessors: [boundedProcessor(exporter, logger, most)] });
  const tracer = provider.getTracer('test');
  return {
    lines,
    sent,
    make: (count: number) => {
      for (let nth = 0; nth < count; nth++) tracer.startSpan('work', {}, ROOT_CONTEXT).end();
    },
    answer: (code: 0 | 1) => {
      for (const done of waiting.splice(0)) done(code);
    },
    flush: () => provider.forceFlush(),
  };
}

test('a collector that never answers is given no more than fits; what is too much is dropped and logged once', () => {
  const { make, answer, sent, lines } = startTracing();
  make(3 * most);
  make(most);
  expect(sent.flat().length).toBeLessThanOrEqual(most);
  expect(lines).toEqual([expect.objectContaining({ level: 'warn', msg: expect.stringContaining('dropped') })]);
  answer(1);
});

test('what a collector refuses is counted, and said when it takes spans again', async () => {
  const { make, answer, flush, lines } = startTracing();
  for (const code of [1, 1, 0] as const) {
    make(10);
    const flushed = flush();
    answer(code);
    await flushed;
  }
  expect(lines.map(({ level, dropped }) => ({ level, dropped }))).toEqual([
    { level: 'warn', dropped: undefined },
    { level: 'info', dropped: 20 },
  ]);
});
