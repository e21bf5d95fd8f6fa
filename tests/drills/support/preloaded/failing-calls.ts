/**
 * Loaded by Node.js in front of a gRPC server of which a drill has calls fail: as many as the file DRILL_FAILURES says, of one, are answered by
 * UNAVAILABLE. How many have come is in the file DRILL_CALLS.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import http2, { type Http2Server, type ServerHttp2Stream } from 'node:http2';

const { DRILL_FAILURES: failures = '', DRILL_CALLS: calls = '' } = process.env;
const unavailable = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-status': '14',
  'grpc-message': 'drill',
};
let count = 0;

const create = http2.createServer as (...args: unknown[]) => Http2Server;
http2.createServer = ((...args: unknown[]) => {
  const server = create(...args);
  const emit = server.emit.bind(server) as (event: string, ...values: unknown[]) => boolean;
  server.emit = ((event: string, ...values: unknown[]) => {
    if (event !== 'stream') return emit(event, ...values);
    writeFileSync(calls, String(++count));
    if (Math.random() >= Number(readFileSync(failures, 'utf8'))) return emit(event, ...values);
    (values[0] as ServerHttp2Stream).respond(unavailable, { endStream: true });
    return true;
  }) as typeof server.emit;
  return server;
}) as typeof http2.createServer;
