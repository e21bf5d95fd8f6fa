// The inner ports on this machine, for whoever develops (docker-compose.override.yml). Only one container can publish a port, but a
// service may run in several: so this one publishes them all, and passes on each connection to whichever instance the name leads to.
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';

const targets = {
  3001: 'user-service',
  3002: 'event-service',
  3003: 'session-service',
  3004: 'speaker-service',
  50051: 'session-grpc',
  50052: 'speaker-grpc',
};
// Half open, so that whoever has sent all still gets the reply.
const options = { allowHalfOpen: true, noDelay: true };

for (const [port, host] of Object.entries(targets)) {
  const server = createServer(options, client => {
    const instance = connect({ ...options, host, port: Number(port) });
    // An error of one side ends both, which tells the other side.
    pipeline(client, instance, () => {});
    pipeline(instance, client, () => {});
  });
  server.listen(Number(port));
}
