/**
 * `node manifests.mjs FOLDER [WORKSPACE…]`: writes into the folder what `npm ci` reads, made from the lockfile alone: so an
 * installation depends on no source, and no Dockerfile lists the workspaces. Where workspaces are named, only they, and
 * the workspaces that they depend on, are there, with what they need in production.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...named] = process.argv.slice(2);
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
if (named.length > 0) restrict(named);
for (const [path, manifest] of Object.entries(lock.packages)) {
  if (path.includes('node_modules')) continue;
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, path, 'package.json'), JSON.stringify(manifest));
}
writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
copyFileSync('.npmrc', join(folder, '.npmrc'));

/** Leaves out of the lockfile all other workspaces, and what development needs; npm prunes what nothing needs then. */
function restrict(workspaces) {
  const { packages } = lock;
  const kept = new Set(workspaces);
  for (const path of kept)
    for (const name of Object.keys(packages[path].dependencies ?? {})) {
      const { link, resolved } = packages[`node_modules/${name}`] ?? {};
      if (link) kept.add(resolved);
    }
  for (const [path, entry] of Object.entries(packages)) {
    const workspace = entry.link ? entry.resolved : path;
    if (workspace.includes('node_modules')) continue;
    if (!kept.has(workspace)) delete packages[path];
    delete entry.devDependencies;
  }
  packages[''] = { name: lock.name, version: lock.version, workspaces: [...kept] };
}
