/**
 * `npm run api-reference`: makes every documented call against the running system, and writes the examples and API.md.
 * With `-- --render` it writes API.md of the examples that there are, for which no system need run.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { developmentConfig, gatewayUrl, readSettings, root } from '@ems/dev-stack';
import { readExamples, writeExamples } from './examples.ts';
import { apiPage, opening } from './page.ts';
import { publishable } from './publishable.ts';
import { record } from './record.ts';
import { steady } from './steady.ts';
import { tasks } from './tasks/index.ts';

if (!process.argv.includes('--render')) recordExamples();
writeFileSync(join(root, 'API.md'), apiPage());
const examples = readExamples();
console.log(`API.md has ${examples.length} examples of ${new Set(examples.map(({ route }) => route)).size} routes.`);

function recordExamples(): void {
  const gateway = readSettings().GATEWAY_URL ?? gatewayUrl(developmentConfig());
  const steps = tasks.flatMap(task => task.steps);
  const [, definitions = ''] = /^```sh\n(.*?)^```$/ms.exec(opening) ?? [];
  const calls = record(definitions, steps, gateway).filter((_, index) => !steps[index]?.aside);
  writeExamples(steady(publishable(calls, gateway), readExamples()));
}
