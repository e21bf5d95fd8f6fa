import { stringifyCompact } from './compact-json.ts';
import { methodOf, pathOf, type Step } from './step.ts';

/** The step as somebody types it; `field` and `$REPLY` are defined where the page opens. */
export function shellOf(step: Step): string {
  const saves = Object.entries(step.save ?? {}).map(([name, field]) => `${name}=$(field ${field})`);
  const call = `${curlOf(step)}${saves.length > 0 ? ' | tee "$REPLY"' : ''}`;
  return [...(step.before ? [step.before] : []), call, ...saves].join('\n');
}

function curlOf(step: Step): string {
  const method = methodOf(step);
  const options = [
    ...(step.as ? [`-H "Authorization: Bearer $${step.as}"`] : []),
    ...Object.entries(step.headers ?? {}).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(step.body ? [`-H 'Content-Type: application/json' -d '${bodyOf(step.body)}'`] : []),
  ];
  return [`curl ${method === 'GET' ? '' : `-X ${method} `}"${urlOf(step)}"`, ...options].join(' \\\n  ');
}

/** Below the API's base, or beside it. */
function urlOf(step: Step): string {
  const path = pathOf(step);
  return path.startsWith('/api/v1/') ? path.replace('/api/v1', '$API') : `\${API%/api/v1}${path}`;
}

/** In single quotes, which end around each variable. */
function bodyOf(body: object): string {
  const json = stringifyCompact(body, 60);
  if (json.includes("'")) throw new Error(`an apostrophe would end the shell's string: ${json}`);
  return json.replaceAll(/\$[A-Z_]+/g, variable => `'${variable}'`);
}
