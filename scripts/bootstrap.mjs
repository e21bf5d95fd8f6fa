// The first step of every npm command. It runs on whatever Node is installed (20 or later) and imports nothing from
// npm: it installs the dependencies when they do not match the lockfile, then runs the script with the Node 24 among them.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const startedAt = Date.now();
const log = text => console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const readJson = path => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** True when every package that the lockfile demands is in node_modules in that very version. */
function isInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(readJson('package-lock.json').packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && existsSync(join(root, path));
  });
}

/** Runs npm with the npm that called us, so that no second version of it gets a say. */
function npm(...args) {
  const cli = process.env.npm_execpath;
  const [command, prefix] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return run(command, [...prefix, ...args], { shell: cli === undefined && process.platform === 'win32' });
}

function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', data => (output += data));
    child.stderr.on('data', data => (output += data));
    child.on('error', reject);
    child.on('exit', code =>
      code === 0 ? resolve() : reject(new Error(output.trim() || `${command} ended with ${code}`)),
    );
  });
}

async function install() {
  log('npm ci: installing the dependencies (about 40 s the first time) …');
  const progress = setInterval(() => log('npm ci: still running …'), 10_000);
  try {
    // The lockfile names no addresses, so npm reads what the registry says of each package. What its cache knows is asked for again only where
    // that is older than the lockfile.
    await npm('ci', '--prefer-offline').catch(() => npm('ci'));
  } catch (cause) {
    console.error(`${cause.message}\n\nnpm ci failed; the lines above say why. Run it by hand to try again.`);
    process.exit(1);
  } finally {
    clearInterval(progress);
  }
  log('npm ci: done');
}

/** The Node 24 that npm brought for this machine, or the running one when that is recent enough. */
function node24() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const machine = `${platform}-${process.arch}`;
  // The package for Apple's processors stopped at Node 18 under the plain name.
  const manifest = `node-${machine === 'darwin-arm64' ? 'bin-' : ''}${machine}/package.json`;
  try {
    const folder = dirname(createRequire(join(root, 'package.json')).resolve(manifest));
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
    console.error(
      `Node.js 24 is needed, npm has none for ${process.platform} ${process.arch}, and this one is ${process.version}.`,
    );
    process.exit(1);
  }
}

/** Runs the script and exits with its code. The channel tells the child at once when this process is gone, even by kill -9. */
function runScript(node, args) {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH: path, EMS_STARTED_AT: String(startedAt) };
  const child = spawn(node, args, {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal sends Ctrl-C to the whole group, so the child has it already; the others are passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm, our parent because its shell gave way to us (exec), dies of kill -9 without a word; a changed parent shows it.
  const parent = process.ppid;
  if (process.env.npm_execpath) setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000).unref();
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

const [entry, ...rest] = process.argv.slice(2);
if (!isInstalled()) await install();
runScript(node24(), [join(root, entry), ...rest]);
