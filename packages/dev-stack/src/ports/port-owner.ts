import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { commandLine, listPids } from '../processes/process-info.ts';

export interface PortOwner {
  pid: number;
  name: string;
}

const LISTEN = '0A';

/** The process that listens on a TCP port, where /proc exists and lets us look (root, or the same user). */
export function portOwner(port: number): PortOwner | undefined {
  const sockets = listeningSockets(port);
  if (sockets.size === 0) return undefined;
  const pid = listPids().find(candidate => hasSocket(candidate, sockets));
  return pid === undefined ? undefined : { pid, name: programName(pid) };
}

// Lines of proc_net_tcp(5): "sl local_address rem_address st … inode", addresses and ports in hexadecimal.
function listeningSockets(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(path => readOrEmpty(path).split('\n').slice(1));
  const fields = lines.map(line => line.trim().split(/\s+/));
  const listening = fields.filter(each => each[1]?.endsWith(`:${hex}`) && each[3] === LISTEN);
  return new Set(listening.map(each => `socket:[${each[9]}]`));
}

function hasSocket(pid: number, sockets: Set<string>): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some(fd => sockets.has(linkTarget(`${folder}/${fd}`)));
  } catch {
    return false;
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function programName(pid: number): string {
  return readOrEmpty(`/proc/${pid}/comm`).trim() || commandLine(pid).split(' ')[0] || 'a process';
}
