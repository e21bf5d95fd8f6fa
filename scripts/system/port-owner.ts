import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { allPids, commandLine } from './identity.ts';

export interface PortOwner {
  pid: number;
  name: string;
}

const LISTEN = '0A';

/** The process that listens on a TCP port, where /proc exists and lets us look (root, or the same user). */
export function portOwner(port: number): PortOwner | undefined {
  const sockets = listeningSockets(port);
  if (sockets.size === 0) return undefined;
  const pid = allPids().find(candidate => holdsAny(candidate, sockets));
  return pid === undefined ? undefined : { pid, name: programOf(pid) };
}

// Lines of proc_net_tcp(5): "sl local_address rem_address st … inode", addresses and ports in hexadecimal.
function listeningSockets(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(path => readQuietly(path).split('\n').slice(1));
  const fields = lines.map(line => line.trim().split(/\s+/));
  const ours = fields.filter(each => each[1]?.endsWith(`:${hex}`) && each[3] === LISTEN);
  return new Set(ours.map(each => `socket:[${each[9]}]`));
}

function holdsAny(pid: number, sockets: Set<string>): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some(fd => sockets.has(linkOf(`${folder}/${fd}`)));
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function programOf(pid: number): string {
  return readQuietly(`/proc/${pid}/comm`).trim() || commandLine(pid).split(' ')[0] || 'a process';
}
