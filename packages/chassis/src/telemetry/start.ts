import type { IncomingMessage } from 'node:http';
import { findPackageJSON } from 'node:module';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { createLogger } from '../log';
import { onFlush, turnTracingOn } from '../tracing';
import { boundedProcessor } from './bounded-processor';

/**
 * Makes traces of the process that loads it, and sends them by OTLP over HTTP. Its settings are those of OpenTelemetry itself (`OTEL_…`),
 * which its SDK reads. To be loaded before anything that is to be traced.
 */
function startTelemetry(): void {
  const { name, version } = programOf(require.main?.filename);
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': name, 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [boundedProcessor(createExporter(), createLogger(name, process.env.LOG_LEVEL || 'info'))],
  });
  provider.register();
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: isProbe,
        // What services ask each other over HTTP, they ask by fetch.
        disableOutgoingRequestInstrumentation: true,
      }),
      new UndiciInstrumentation({ requireParentforSpans: true }),
      // What a relay or a job looks for each second is no part of any trace.
      new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true, requestHook: nameQuery }),
    ],
  });
  onFlush(() => provider.shutdown());
  turnTracingOn();
}

/** @returns the service's name and version, by the package that its main module is compiled in */
function programOf(main: string | undefined): { name: string; version: string } {
  const path = main && findPackageJSON('..', main);
  if (!path) return { name: 'unknown_service', version: '' };
  const { name, version } = require(path) as { name: string; version: string };
  return { name: name.replace(/^@[^/]*\//, ''), version };
}

/** Either encoding is OTLP over HTTP, and every collector takes both. */
const createExporter = (): SpanExporter =>
  (process.env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? process.env.OTEL_EXPORTER_OTLP_PROTOCOL) === 'http/json'
    ? new JsonExporter()
    : new ProtobufExporter();

const isProbe = ({ url = '' }: IncomingMessage) => /^\/(?:health|metrics)\b/.test(url);

type NameQuery = NonNullable<NonNullable<ConstructorParameters<typeof PgInstrumentation>[0]>['requestHook']>;

/** Semantic conventions: `{operation} {database}`. */
const nameQuery: NameQuery = (span, { query, connection }) => {
  const operation = /^\s*([a-z]+)/i.exec(query.text)?.[1]?.toUpperCase() ?? 'SQL';
  span.updateName(`${operation} ${connection.database ?? ''}`.trim()).setAttribute('db.operation.name', operation);
};

startTelemetry();
