import { generateClients, prepareSite } from '../build.ts';
import { reportError, UserError } from '../errors.ts';
import { log } from '../log.ts';
import type { Stack } from '../stack/stack.ts';
import type { CompileErrors } from './compile-errors.ts';
import { compileEdit } from './compiler.ts';
import { NOTHING, type Plan } from './plan-changes.ts';

/**
 * Does what a plan says, in the order in which one step needs another. Failures are shown.
 * @param services the projects that the running system is made of
 * @returns what is left to be done, since the code could not be made or a migration failed
 */
export async function applyPlan(
  plan: Plan,
  stack: Stack,
  services: readonly string[],
  errors: CompileErrors,
): Promise<Plan> {
  const startedAt = performance.now();
  for (const path of plan.tooLate) log(`${path} is taken up by the next npm run dev`);
  if (plan.reloadGateway && (await attempt(stack.reloadGateway))) log('live: gateway');
  const left: Plan = { ...plan, tooLate: new Set(), reloadGateway: false };
  const instances = new Map(
    await Promise.all([...plan.restart].map(async name => [name, await stack.prepare(name)] as const)),
  );
  const site = plan.site ? prepareSite() : undefined;
  const discard = (names: Iterable<string>) => Promise.all(Array.from(names, name => instances.get(name)?.discard()));
  if (!(await makeCode(plan, services, errors))) {
    site?.discard();
    await discard(plan.restart);
    return left;
  }
  const unmigrated = new Set<string>();
  for (const service of plan.migrate) if (!(await attempt(() => stack.migrate(service)))) unmigrated.add(service);
  await discard(unmigrated);
  if (plan.provision) await attempt(stack.provisionBroker);
  const steps = new Map<string, () => Promise<void>>();
  for (const [name, instance] of instances) if (!unmigrated.has(name)) steps.set(name, instance.takeOver);
  if (site) steps.set('/docs', site.make);
  const done = await Promise.all([...steps].map(async ([name, step]) => ((await attempt(step)) ? [name] : [])));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (done.flat().length > 0) log(`live: ${done.flat().join(', ')} (${seconds} s)`);
  for (const service of plan.schemas.difference(plan.migrate))
    log(`${service}'s schema has changed; its tables follow by (cd ${service} && npx prisma migrate dev --name WHAT)`);
  return { ...NOTHING, migrate: unmigrated, restart: unmigrated };
}

/** @returns whether the code of now can run */
async function makeCode(plan: Plan, services: readonly string[], errors: CompileErrors): Promise<boolean> {
  if (plan.generate && !(await attempt(generateClients))) return false;
  if (!plan.compile) return true;
  const compilation = await compileEdit(services);
  errors.report(compilation.result === 'errors' ? compilation.output : '');
  return compilation.result === 'clean';
}

async function attempt(step: () => Promise<void>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    if (error instanceof UserError) log(error.message);
    else reportError(error);
    return false;
  }
}
