import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tieSockets } from './tie-sockets';

export interface BrokerProxy {
  /** A connection URL of the broker through the proxy. */
  through(amqpUrl: string): string;
  /** As a frozen process: connections are accepted and kept, and nothing is read. */
  freeze(): void;
  thaw(): void;
  /** As at an alarm: connections are told so, and nothing that they send is read. */
  block(): void;
  unblock(): void;
  /** Ends all connections. */
  cut(): void;
  /** How many bytes it keeps back from the broker. */
  held(): number;
  /** How many connections were opened so far. */
  opened(): number;
  stop(): Promise<void>;
}

/** A method frame of AMQP 0-9-1 on channel 0. */
function methodFrame(method: number, argument = ''): Buffer {
  const text = argument === '' ? Buffer.alloc(0) : Buffer.from([argument.length, ...Buffer.from(argument)]);
  const frame = Buffer.alloc(11);
  frame.writeUInt8(1, 0);
  frame.writeUInt32BE(4 + text.length, 3);
  frame.writeUInt16BE(10, 7);
  frame.writeUInt16BE(method, 9);
  return Buffer.concat([frame, text, Buffer.from([0xce])]);
}

const blocked = methodFrame(60, 'low on disk');
const unblocked = methodFrame(61);

/** A TCP proxy before RabbitMQ that freezes, blocks as its alarms do, and cuts. */
export async function startBrokerProxy(amqpUrl: string): Promise<BrokerProxy> {
  const target = new URL(amqpUrl);
  const pairs = new Set<{ client: Socket; upstream: Socket }>();
  let isFrozen = false;
  let isBlocked = false;
  let count = 0;
  const flow = ({ client, upstream }: { client: Socket; upstream: Socket }) => {
    if (isFrozen || isBlocked) client.pause();
    else client.resume();
    if (isFrozen) upstream.pause();
    else upstream.resume();
  };
  const server = createServer({ pauseOnConnect: true }, client => {
    count++;
    const pair = { client, upstream: connect(Number(target.port), target.hostname) };
    pairs.add(pair);
    client.on('data', bytes => void pair.upstream.write(bytes));
    pair.upstream.on('data', bytes => void client.write(bytes));
    tieSockets(client, pair.upstream, () => pairs.delete(pair));
    flow(pair);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const set = (frozen: boolean, blocks: boolean) => {
    isFrozen = frozen;
    isBlocked = blocks;
    for (const pair of pairs) flow(pair);
  };
  const notify = (frame: Buffer) => {
    for (const { client } of pairs) client.write(frame);
  };
  return {
    through: url => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    freeze: () => set(true, isBlocked),
    thaw: () => set(false, isBlocked),
    block() {
      notify(blocked);
      set(isFrozen, true);
    },
    unblock() {
      set(isFrozen, false);
      notify(unblocked);
    },
    cut() {
      for (const { client } of pairs) client.destroy();
    },
    held: () => [...pairs].reduce((sum, { client }) => sum + client.readableLength, 0),
    opened: () => count,
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      for (const { client } of pairs) client.destroy();
      await closed;
    },
  };
}
