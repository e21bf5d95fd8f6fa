import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SERVICES } from '../services.ts';
import { root } from '../stack/config.ts';
import type { Workspace } from './plan-changes.ts';

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
}

/** Which service uses which package, as their package.json say. */
export function readWorkspace(): Workspace {
  const services = SERVICES.map(({ name }) => name);
  const manifests = new Map(services.map(name => [name, readManifest(`${name}/package.json`)]));
  const users = globSync('packages/*/package.json', { cwd: root }).map(path => {
    const { name } = readManifest(path);
    return [dirname(path), services.filter(service => name in (manifests.get(service)?.dependencies ?? {}))] as const;
  });
  return { services, users: new Map(users) };
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
}
