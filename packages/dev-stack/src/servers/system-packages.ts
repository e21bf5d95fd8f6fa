import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../errors.ts';
import { log, logProgress } from '../log.ts';
import { runCommand, tail } from '../processes/run-command.ts';

interface SystemPackage {
  /** Its name for apt, which is Homebrew's too but for RabbitMQ. */
  apt: string;
  brew: string;
  /** Where its program is when it is installed, the best place first. */
  paths: string[];
}

// RabbitMQ's own scripts in lib/rabbitmq/bin run as any user; the wrappers that Debian puts on the PATH insist on root.
const RABBITMQ: SystemPackage = {
  apt: 'rabbitmq-server',
  brew: 'rabbitmq',
  paths: [
    '/usr/lib/rabbitmq/bin/rabbitmq-server',
    '/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server',
    '/usr/local/opt/rabbitmq/sbin/rabbitmq-server',
    ...onPath('rabbitmq-server'),
  ],
};
const NGINX: SystemPackage = { apt: 'nginx', brew: 'nginx', paths: ['/usr/sbin/nginx', ...onPath('nginx')] };
const CHROMIUM: SystemPackage = {
  apt: 'chromium',
  brew: '--cask google-chrome',
  paths: [
    ...['chromium', 'google-chrome', 'google-chrome-stable'].flatMap(onPath),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
};

const PROMETHEUS: SystemPackage = { apt: 'prometheus', brew: 'prometheus', paths: onPath('prometheus') };

const WRK: SystemPackage = { apt: 'wrk', brew: 'wrk', paths: onPath('wrk') };

function onPath(name: string): string[] {
  return (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, name));
}

export interface SystemPrograms {
  rabbitmqServer: string;
  nginx: string;
}

/** Finds RabbitMQ and nginx, installing them where that is ours to do; otherwise says in one sentence what to run. */
export async function systemPrograms(): Promise<SystemPrograms> {
  await installMissing(RABBITMQ, NGINX);
  return { rabbitmqServer: requireProgram(RABBITMQ), nginx: requireProgram(NGINX) };
}

/** Finds Chromium in the same way. */
export async function browserProgram(): Promise<string> {
  await installMissing(CHROMIUM);
  return requireProgram(CHROMIUM);
}

/** Finds Prometheus, beside which its promtool is, in the same way. */
export async function prometheusProgram(): Promise<string> {
  await installMissing(PROMETHEUS);
  return requireProgram(PROMETHEUS);
}

/** Finds wrk, which is installed where that is ours to do; undefined where it is not, for there is another way without it. */
export async function wrkProgram(): Promise<string | undefined> {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) await installMissing(WRK);
  return findProgram(WRK);
}

async function installMissing(...wanted: SystemPackage[]): Promise<void> {
  const missing = wanted.filter(each => findProgram(each) === undefined);
  if (missing.length > 0) await install(missing);
}

function findProgram({ paths }: SystemPackage): string | undefined {
  return paths.find(path => existsSync(path));
}

function requireProgram(wanted: SystemPackage): string {
  const found = findProgram(wanted);
  if (found === undefined)
    throw new UserError(`${wanted.apt} is installed, but its program is at none of: ${wanted.paths.join(', ')}.`);
  return found;
}

async function install(missing: SystemPackage[]): Promise<void> {
  const names = missing.map(each => each.apt);
  if (!existsSync('/usr/bin/apt-get')) {
    const command =
      process.platform === 'darwin' ? ` Run: brew install ${missing.map(each => each.brew).join(' ')}` : '';
    throw new UserError(
      `Missing: ${names.join(' and ')}. Install it with the package manager of your system.${command}`,
    );
  }
  const apt = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (process.getuid?.() !== 0) throw new UserError(`Missing: ${names.join(' and ')}. Run: sudo ${apt}`);
  log(`apt-get: installing ${names.join(' and ')} (about half a minute) …`);
  const run = async () => {
    // A list that is fetched in part may still know the packages; the install shows it.
    await aptGet('update');
    const { code, output } = await aptGet(...apt.split(' ').slice(1));
    if (code !== 0) throw new UserError(`This command failed: ${apt}\n${tail(output)}`);
  };
  await logProgress('apt-get', () => withServiceStartsForbidden(run));
  log('apt-get: done');
}

function aptGet(...args: string[]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return runCommand('apt-get', ['-o', 'DPkg::Lock::Timeout=180', ...args], { env });
}

const POLICY = '/usr/sbin/policy-rc.d';
const SAVED_POLICY = `${POLICY}.before-ems`;
const OUR_POLICY =
  '#!/bin/sh\n# Written by the event management system while it installs packages; exit 101 forbids service starts.\nexit 101\n';

/** Keeps Debian from starting system services on the very ports that we are about to use (invoke-rc.d(8)). */
async function withServiceStartsForbidden(action: () => Promise<void>): Promise<void> {
  const hasOther = existsSync(POLICY) && readFileSync(POLICY, 'utf8') !== OUR_POLICY;
  if (hasOther) renameSync(POLICY, SAVED_POLICY);
  writeFileSync(POLICY, OUR_POLICY, { mode: 0o755 });
  process.once('exit', restorePolicy);
  try {
    await action();
  } finally {
    process.off('exit', restorePolicy);
    restorePolicy();
  }
}

function restorePolicy(): void {
  rmSync(POLICY, { force: true });
  if (existsSync(SAVED_POLICY)) renameSync(SAVED_POLICY, POLICY);
}
