/**
 * Lints the proto files, and compares each with what its callers were promised: `<service>/proto/promised.json`, an image
 * of it as buf writes it. What breaks a caller fails. With `--promise` what was only added becomes part of the promise.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@ems/dev-stack';
import list from '../services.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const services = list.filter(({ grpc }) => grpc !== undefined).map(({ name }) => name);
const promises = process.argv.includes('--promise');
const problems: string[] = [];

async function buf(...args: string[]): Promise<boolean> {
  const { code, output } = await runCommand(
    process.execPath,
    [join(root, 'node_modules/@bufbuild/buf/bin/buf'), ...args],
    {
      cwd: root,
    },
  );
  if (code !== 0) problems.push(output.trimEnd());
  return code === 0;
}

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** The image of a service's protos as text, of which a change can be read. */
async function imageOf(proto: string): Promise<string | undefined> {
  const file = join(scratch, 'image.json');
  const isBuilt = await buf('build', proto, '--exclude-source-info', '-o', file);
  return isBuilt ? `${JSON.stringify(JSON.parse(textOf(file)), null, 2)}\n` : undefined;
}

const scratch = mkdtempSync(join(tmpdir(), 'protos-'));
for (const service of services) {
  const proto = `${service}/proto`;
  const promised = join(root, proto, 'promised.json');
  await buf('lint', proto);
  const isNew = !existsSync(promised);
  const holds = isNew || (await buf('breaking', proto, '--against', promised));
  const image = holds ? await imageOf(proto) : undefined;
  if (image === undefined || image === textOf(promised)) continue;
  if (promises) writeFileSync(promised, image);
  else problems.push(`${proto}/promised.json lacks what was added: node scripts/check-protos.ts --promise`);
}
rmSync(scratch, { recursive: true });

for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'protos keep their promises' : `${problems.length} problems with protos`);
process.exitCode = problems.length === 0 ? 0 : 1;
