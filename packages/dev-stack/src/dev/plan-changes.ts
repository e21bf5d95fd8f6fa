/** What must be done for some changes to be live, each step only where it is needed. */
export interface Plan {
  /** Prisma's clients are made anew. */
  generate: boolean;
  compile: boolean;
  /** Services whose schema has changed, and may need a migration. */
  schemas: ReadonlySet<string>;
  /** Services whose new migrations are applied. */
  migrate: ReadonlySet<string>;
  /** The broker gets the queues and bindings of the catalogue of now. */
  provision: boolean;
  /** Services that are started anew. */
  restart: ReadonlySet<string>;
  /** What the gateway serves from files is made anew: OpenAPI, AsyncAPI and pages. */
  site: boolean;
  /** nginx reads its configuration anew. */
  reloadGateway: boolean;
  /** Paths that only the next `npm run dev` takes up. */
  tooLate: ReadonlySet<string>;
}

/** Who is there, and who stands on whom. */
export interface Workspace {
  services: readonly string[];
  /** Per folder of a package, the services that use it. */
  users: ReadonlyMap<string, readonly string[]>;
}

/** Nothing is to be done. */
export const NOTHING: Plan = {
  generate: false,
  compile: false,
  schemas: new Set(),
  migrate: new Set(),
  provision: false,
  restart: new Set(),
  site: false,
  reloadGateway: false,
  tooLate: new Set(),
};

/** @param paths relative to the root, with slashes */
export function planChanges(paths: readonly string[], workspace: Workspace): Plan {
  return paths.map(path => planChange(path, workspace)).reduce(mergePlans, NOTHING);
}

export function hasSteps(plan: Plan): boolean {
  return Object.values(plan).some(step => (step instanceof Set ? step.size > 0 : step));
}

/** Both at once; also what is left of an earlier plan together with the next one. */
export function mergePlans(one: Plan, other: Plan): Plan {
  return {
    generate: one.generate || other.generate,
    compile: one.compile || other.compile,
    schemas: one.schemas.union(other.schemas),
    migrate: one.migrate.union(other.migrate),
    provision: one.provision || other.provision,
    restart: one.restart.union(other.restart),
    site: one.site || other.site,
    reloadGateway: one.reloadGateway || other.reloadGateway,
    tooLate: one.tooLate.union(other.tooLate),
  };
}

function planChange(path: string, { services, users }: Workspace): Plan {
  const service = services.find(name => path.startsWith(`${name}/`));
  if (service !== undefined) return { ...NOTHING, ...planService(service, path.slice(service.length + 1), services) };
  const folder = /^packages\/[\w-]+/.exec(path)?.[0];
  if (folder !== undefined) return { ...NOTHING, ...planPackage(folder, path, users.get(folder) ?? []) };
  return { ...NOTHING, ...planRest(path, services) };
}

function planService(service: string, path: string, services: readonly string[]): Partial<Plan> {
  const restart = new Set([service]);
  if (path.startsWith('prisma/migrations/')) return { migrate: restart, restart };
  if (path.endsWith('.prisma')) return { generate: true, compile: true, schemas: restart, restart };
  // Read at the start by the service itself and by those that call it.
  if (path.endsWith('.proto')) return { restart: new Set(services) };
  if (isProgram(path)) return { compile: true, restart, site: true };
  return { compile: /\.(ts|json)$/.test(path) };
}

function planPackage(folder: string, path: string, users: readonly string[]): Partial<Plan> {
  const inside = path.slice(folder.length + 1);
  if (path.startsWith('packages/contracts/samples/')) return { site: true };
  if (!isProgram(inside)) return { compile: /\.(ts|mts|mjs|json)$/.test(path) };
  const isOwn = folder === 'packages/operations' || /^packages\/dev-stack\/src\/(?!test\/|bench\/)/.test(path);
  return {
    compile: true,
    restart: new Set(users),
    site: users.length > 0 || folder === 'packages/client',
    provision: folder === 'packages/contracts',
    tooLate: new Set(isOwn ? [path] : []),
  };
}

function planRest(path: string, services: readonly string[]): Partial<Plan> {
  if (path === '.env' || path === 'services.json' || path === 'package-lock.json') return { tooLate: new Set([path]) };
  if (/^site\/(?!.*\.test\.ts$)/.test(path)) return { compile: path.endsWith('.ts'), site: true };
  if (/^tsconfig.*\.json$/.test(path)) return { compile: true, restart: new Set(services), site: true };
  if (/^api-gateway\/(nginx\.conf$|upstreams\.sh$|variables\.envsh$|templates\/)/.test(path))
    return { reloadGateway: true };
  if (
    /^scripts\/(openapi\.ts|site\/.*|api-reference\/examples\.ts)$/.test(path) ||
    /^api-gateway\/[^/]+\.json$/.test(path)
  )
    return { compile: path.endsWith('.ts'), site: true };
  return { compile: path.endsWith('.ts') };
}

/** True for what runs in a service, not for its tests. */
function isProgram(path: string): boolean {
  return /^src\/.*\.ts$/.test(path) && !path.endsWith('.test.ts');
}
