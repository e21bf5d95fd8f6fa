import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface OtlpValue {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values: OtlpValue[] };
}

interface OtlpAttribute {
  key: string;
  value: OtlpValue;
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes?: OtlpAttribute[];
  events?: object[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number; message?: string };
}

interface OtlpRequest {
  resourceSpans: { resource: { attributes: OtlpAttribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

/** Of OTLP, by their numbers. */
const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

export interface CollectedSpan {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: string;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
  hasFailed: boolean;
}

/** A collector of OTLP/HTTP with JSON (OpenTelemetry Protocol 1.x), which may be ill. */
export interface Collector {
  url: string;
  spans: CollectedSpan[];
  /** All that has arrived, as it was sent. */
  texts: string[];
  /** How many requests have arrived, answered or not. */
  requests(): number;
  /** `hang` takes requests and never answers; `refuse` answers 503. */
  behave(as: 'take' | 'hang' | 'refuse'): void;
  stop(): Promise<void>;
}

const toValue = ({ stringValue, intValue, doubleValue, boolValue, arrayValue }: OtlpValue): unknown =>
  arrayValue ? arrayValue.values.map(toValue) : (stringValue ?? boolValue ?? doubleValue ?? Number(intValue));

const toRecord = (attributes: readonly OtlpAttribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, toValue(value)]));

const spansIn = ({ resourceSpans }: OtlpRequest): CollectedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ attributes, parentSpanId = '', kind, status, links = [], ...span }) => ({
        service: String(toRecord(resource.attributes)['service.name']),
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId,
        name: span.name,
        kind: kinds[kind] ?? String(kind),
        attributes: toRecord(attributes),
        links,
        hasFailed: status?.code === 2,
      })),
    ),
  );

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const texts: string[] = [];
  let behaviour: 'take' | 'hang' | 'refuse' = 'take';
  let requests = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    requests++;
    const text = await textOf(request);
    if (behaviour === 'hang') return;
    if (behaviour === 'take') {
      texts.push(text);
      spans.push(...spansIn(JSON.parse(text)));
    }
    response.writeHead(behaviour === 'take' ? 200 : 503, { 'content-type': 'application/json' }).end('{}');
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    texts,
    requests: () => requests,
    behave: as => {
      behaviour = as;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
