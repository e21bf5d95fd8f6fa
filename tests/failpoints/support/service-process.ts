import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Failpoint } from '@ems/chassis/failpoints';
import { eventually } from '@ems/testing';
import { root, type ServiceName } from '../../support/services';

/** A service in a process of its own, as it runs everywhere, but for what ends or freezes it. */
export interface ServiceProcess {
  /** The same after each start. */
  url(): string;
  grpcTarget(): string;
  /** Starts it, or starts it again, and waits until it is ready. */
  start(): Promise<void>;
  /** Has it killed, or frozen, when it next passes there. */
  arm(point: Failpoint, action?: 'kill' | 'freeze'): Promise<void>;
  /** Waits until it is frozen. */
  frozen(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Waits for its end. @returns the signal that it died of */
  ended(): Promise<NodeJS.Signals | null>;
  stop(): Promise<void>;
}

/** @param settings beside its ports */
export function serviceProcess(name: ServiceName, settings: Record<string, string>): ServiceProcess {
  const ports = { HTTP_PORT: '0', GRPC_PORT: '0' };
  let child: ChildProcess | undefined;
  let output = '';
  let end: Promise<NodeJS.Signals | null> = Promise.resolve(null);
  const running = () => {
    if (!child) throw new Error(`${name} has not been started`);
    return child;
  };
  const portIn = (line: string) => new RegExp(`"port":(\\d+)[^\\n]*"${line}"`).exec(output)?.[1];
  const url = () => `http://127.0.0.1:${ports.HTTP_PORT}`;
  const stop = async () => {
    if (!child) return;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await end;
  };
  return {
    url,
    grpcTarget: () => `127.0.0.1:${ports.GRPC_PORT}`,
    async start() {
      output = '';
      const common = { NODE_ENV: 'test', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '', DRAIN_SECONDS: '1' };
      child = fork(join(root, name, 'dist/src/main.js'), {
        execArgv: ['--import', require.resolve('@ems/testing/failpoint')],
        cwd: join(root, name),
        env: { ...common, ...ports, ...settings },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', data => (output += data));
      end = once(child, 'exit').then(([, signal]) => signal);
      await eventually(async () => {
        if (running().exitCode !== null) throw new Error(`${name} has ended:\n${output}`);
        ports.HTTP_PORT = portIn('HTTP server listening') ?? ports.HTTP_PORT;
        ports.GRPC_PORT = portIn('gRPC server listening') ?? ports.GRPC_PORT;
        return output.includes('"HTTP server listening"') && (await fetch(`${url()}/health/ready`)).ok;
      });
    },
    async arm(point, action = 'kill') {
      running().send(`${point}:${action}`);
      await once(running(), 'message');
    },
    frozen: async () => void (await eventually(() => /^failpoint .*:freeze$/m.test(output))),
    signal: signal => void running().kill(signal),
    ended: () => end,
    stop,
  };
}
