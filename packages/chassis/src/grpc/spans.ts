import { status } from '@grpc/grpc-js';
import { endSpan, markFailed, type Span, SpanKind, startSpan } from '../tracing';

/** What a caller is to blame for is no failure of the server (semantic conventions of gRPC). */
const ofServers = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** @param path of the method, as `/session.v1.SessionService/GetSession` */
const describe = (path: string) => ({
  name: path.slice(1),
  attributes: { 'rpc.system.name': 'grpc', 'rpc.method': path.slice(1) },
});

/** @param parent W3C Trace Context of the caller */
export const startServerSpan = (path: string, parent: string | undefined): Span | undefined =>
  startSpan({ ...describe(path), kind: SpanKind.SERVER, parent, isRoot: !parent });

/** @param target `host:port`, or any gRPC name */
export function startClientSpan(path: string, target: string): Span | undefined {
  const [, address, port] = /^(.*):(\d+)$/.exec(target) ?? [];
  const server = address && port ? { 'server.address': address, 'server.port': Number(port) } : {};
  const { name, attributes } = describe(path);
  return startSpan({ name, kind: SpanKind.CLIENT, attributes: { ...attributes, ...server } });
}

export const endServerSpan = (span: Span | undefined, code: status): void => end(span, code, ofServers.has(code));

export const endClientSpan = (span: Span | undefined, code: status = status.UNKNOWN): void =>
  end(span, code, code !== status.OK);

function end(span: Span | undefined, code: status, hasFailed: boolean): void {
  const name = status[code];
  span?.setAttribute('rpc.response.status_code', name);
  if (hasFailed) markFailed(span, name);
  endSpan(span);
}
