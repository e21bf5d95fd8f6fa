import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics } from 'prom-client';
import type { Component } from '../lifecycle';
import type { Logger } from '../log';
import { processMetrics } from './instruments';
import { createGauges, type Readings } from './readings';

export interface MetricsServer extends Component {
  /** The bound port; undefined where there is none. */
  port(): number | undefined;
}

export interface MetricsServerOptions {
  host: string;
  /** Empty: nobody listens. */
  port: number | '';
  readings: readonly Readings[];
  logger: Logger;
}

/** How exact the event loop's lag is, in ms: each look is a turn of the loop. */
const eventLoopMonitoringPrecision = 20;

/**
 * Answers `GET /metrics` in Prometheus' text format, version 0.0.4, on a port of its own, which no gateway leads to: it tells of the
 * system's insides, and to whoever asks.
 */
export function metricsServer({ host, port, readings, logger }: MetricsServerOptions): MetricsServer {
  const gauges = createGauges(readings, logger);
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const text = `${await processMetrics.metrics()}${await gauges()}`;
    response.writeHead(200, { 'Content-Type': processMetrics.contentType }).end(text);
  });
  return {
    name: 'metrics',
    async start() {
      if (port === '') return;
      if (!processMetrics.getSingleMetric('process_cpu_seconds_total'))
        collectDefaultMetrics({ register: processMetrics, eventLoopMonitoringPrecision });
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
    },
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
    port: () => (server.address() as AddressInfo | null)?.port,
  };
}
