import type { Socket } from 'node:net';

/**
 * Ties the two ends of a proxy's connection together: each goes with the other, and what breaks one is no error of ours.
 * @param closed is told of each
 */
export function tieSockets(client: Socket, upstream: Socket, closed: (socket: Socket) => void): void {
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    socket.on('error', () => undefined);
    socket.on('close', () => {
      closed(socket);
      other.destroy();
    });
  }
}
