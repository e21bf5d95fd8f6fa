import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { newId } from '@ems/chassis/database';
import { eventually, expectStatus, type HttpApp, startHttpApp } from '@ems/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';

/** A request of which a part is sent, by a client at an address of its own. */
interface Slow {
  send(text: string): void;
  reply: Promise<string>;
  received(): string;
}

describe('bodies that are late', () => {
  let notes: HttpApp;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    notes = await startHttpApp({ lateMs: 1, wholeMs: 2_000, latePerAddress: 3 });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(() => notes.stop());

  const body = JSON.stringify({ text: 'slow' });

  async function begin(
    address: string,
    method = 'POST',
    authorization = notes.authorization,
    base = notes.base,
  ): Promise<Slow> {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    let received = '';
    socket.setEncoding('utf8').on('data', chunk => {
      received += chunk;
    });
    await once(socket, 'connect');
    const head = [
      `${method} /api/v1/notes HTTP/1.1`,
      'Host: a',
      'Connection: close',
      `X-Forwarded-For: ${address}`,
      ...(authorization ? [`Authorization: ${authorization}`] : []),
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    const reply = once(socket, 'close').then(() => received);
    return { send: text => socket.write(text), reply, received: () => received };
  }

  test('are no more than three of one address, and others are served meanwhile', async () => {
    const slow = await Promise.all(Array.from({ length: 5 }, () => begin('192.0.2.1')));
    await eventually(() => slow.filter(each => each.received().includes('429')).length === 2);
    const elsewhere = await begin('192.0.2.2');
    elsewhere.send(body);
    expect(await elsewhere.reply).toContain('HTTP/1.1 201');
    expectStatus(await notes.write('at once'), 201);
  });

  test('are given up in the end', async () => {
    const slow = await begin('192.0.2.3');
    slow.send('{');
    const reply = await slow.reply;
    expect(reply).toContain('HTTP/1.1 408');
    expect(reply).toContain('"code":"request-timeout"');
  });

  test('of which those that came whole, or were given up, no longer count', async () => {
    for (let round = 0; round < 2; round++) {
      const slow = await Promise.all(Array.from({ length: 3 }, () => begin('192.0.2.4')));
      expect((await Promise.all(slow.map(each => each.reply))).every(reply => reply.includes('408'))).toBe(true);
    }
  });

  test('do not make up for a login that ended meanwhile', async () => {
    const userId = newId();
    const token = `Bearer ${notes.tokens.tokenFor(userId)}`;
    const slow = await Promise.all(Array.from({ length: 4 }, () => begin('192.0.2.6', 'POST', token)));
    // One is refused when the three others are late.
    await eventually(() => slow.some(each => each.received().includes('429')));
    notes.revoked.add(userId);
    for (const each of slow) each.send(body);
    const replies = await Promise.all(slow.map(each => each.reply));
    expect(replies.filter(reply => reply.startsWith('HTTP/1.1 401 '))).toHaveLength(3);
  });

  test('are awaited neither of nobody nor by what only reads', async () => {
    expect(await (await begin('192.0.2.5', 'POST', '')).reply).toContain('HTTP/1.1 401');
    expect(await (await begin('192.0.2.5', 'GET')).reply).toContain('HTTP/1.1 200');
  });

  test('are not those that came in time to a process that was busy', async () => {
    const strict = await startHttpApp({ lateMs: 2_000, wholeMs: 60_000, latePerAddress: 0 });
    try {
      const slow = await Promise.all(
        Array.from({ length: 10 }, () => begin('192.0.2.7', 'POST', strict.authorization, strict.base)),
      );
      // What is answered after them came after them: the heads are read.
      expectStatus(await strict.write('after the heads'), 201);
      for (const each of slow) each.send(body);
      const until = performance.now() + 2_500;
      while (performance.now() < until);
      const replies = await Promise.all(slow.map(each => each.reply));
      // One writes the note, and the others learn that there is one.
      expect(replies.map(reply => reply.slice(9, 12)).toSorted()).toEqual(['201', ...Array(9).fill('409')]);
    } finally {
      await strict.stop();
    }
  });
});
