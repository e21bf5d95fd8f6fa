import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from './support/services';

/** Where the system under test keeps its state; without it that system runs in containers, whose ports Compose publishes. */
const directory = process.env.E2E_STACK_DIRECTORY;
/** Whose sockets can be read. */
const hasSockets = process.platform === 'linux' && directory !== undefined;

interface Listener {
  address: string;
  port: number;
  inode: string;
}

/** All TCP sockets of this machine that listen: lines of proc_net_tcp(5), numbers in hexadecimal. */
function listeners(): Listener[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(path => {
    const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1);
    const fields = lines.map(line => line.trim().split(/\s+/)).filter(each => each[3] === '0A');
    return fields.map(([, local = '', , , , , , , , inode = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { address, port: Number.parseInt(port, 16), inode };
    });
  });
}

/** 127.0.0.0/8 and ::1, also as an IPv4 address in IPv6; in the byte order of the machine. */
const isLoopback = (address: string) =>
  /^[0-9A-F]{6}7F$/.test(address) ||
  address === '00000000000000000000000001000000' ||
  /^0{16}FFFF0000[0-9A-F]{6}7F$/.test(address);

/** A process that the stack has started, by its name, with all of its group. */
function processes(): { name: string; pids: number[] }[] {
  const folder = join(String(directory), 'pids');
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
  return readdirSync(folder).map(file => {
    const { name, pid } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { name: string; pid: number };
    return { name, pids: all.filter(each => groupOf(each) === pid) };
  });
}

function groupOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return undefined;
  }
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap(name => /^socket:\[(\d+)\]$/.exec(linkOf(join(folder, name)))?.[1] ?? []);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

describe('the system on this machine', () => {
  test('listens on loopback alone, each part of it', () => {
    if (!hasSockets) return;
    const listening = listeners();
    const found = processes().map(({ name, pids }) => {
      const own = new Set(pids.flatMap(socketsOf));
      return { name, sockets: listening.filter(({ inode }) => own.has(inode)) };
    });
    const names = found.filter(({ sockets }) => sockets.length > 0).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['epmd', 'gateway', 'rabbitmq', 'session-service', 'user-service-database']),
    );
    // AMQP, the management UI and Erlang's distribution
    expect(found.find(({ name }) => name === 'rabbitmq')?.sockets.length).toBeGreaterThanOrEqual(3);
    const open = found.flatMap(({ name, sockets }) =>
      sockets.filter(({ address }) => !isLoopback(address)).map(({ address, port }) => `${name} ${address}:${port}`),
    );
    expect(open).toEqual([]);
  });

  test('publishes on loopback alone what runs in containers, until somebody opens the gateway', () => {
    const read = (name: string) => readFileSync(join(root, name), 'utf8');
    const inLists = Array.from(read('docker-compose.yml').matchAll(/^ +ports: \[(.*)\]$/gm));
    const inLines = Array.from(read('docker-compose.override.yml').matchAll(/^ +- ("[^"]+:\d+")$/gm));
    const ports = [...inLists, ...inLines].flatMap(([, list = '']) => list.split(', '));
    expect(inLines).toHaveLength(6);
    expect(ports.length).toBeGreaterThan(10);
    expect(ports.filter(port => !port.startsWith('"127.0.0.1:'))).toEqual([
      expect.stringMatching(/^"\$\{GATEWAY_HOST:-127\.0\.0\.1\}:.*:8080"$/),
    ]);
  });

  test("has a cookie between Erlang's nodes that nobody guesses or reads", () => {
    if (!hasSockets) return;
    const path = join(String(directory), 'rabbitmq/.erlang.cookie');
    expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  });
});
