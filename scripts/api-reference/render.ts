import type { Problems } from '../site/all-problems.ts';
import { stringifyCompact } from './compact-json.ts';
import type { Example } from './examples.ts';
import { shellOf } from './shell.ts';
import type { Step, Task } from './step.ts';

/** The whole page. It is made from what the repository holds, so that a check can compare it. */
export function renderPage(opening: string, tasks: Task[], examples: readonly Example[], problems: Problems): string {
  const rest = [...examples];
  const renderStep = (step: Step) => {
    if (step.aside) return renderAside(step);
    const example = rest.shift();
    if (example?.route !== step.route) throw new Error(`examples.json has no reply of ${step.route} where it is due`);
    return renderExample(step, example);
  };
  const sections = tasks.map(({ title, intro, steps }) =>
    [`## ${title}`, ...(intro ? [intro] : []), ...steps.map(renderStep)].join('\n\n'),
  );
  const contents = [...tasks.map(({ title }) => title), problemsTitle].map(title => `[${title}](#${anchorOf(title)})`);
  return `${[opening.trimEnd().replace('{contents}', contents.join(' · ')), ...sections, renderProblems(problems)].join('\n\n')}\n`;
}

const problemsTitle = 'Problem codes';
const anchorOf = (title: string) => title.toLowerCase().replaceAll(' ', '-');

const fence = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

const renderAside = (step: Step) => `${step.aside}:\n\n${fence('sh', shellOf(step))}`;

function renderExample(step: Step, { status, location, reply }: Example): string {
  return [
    `### \`${step.route}\``,
    ...(step.note ? [step.note] : []),
    fence('sh', shellOf(step)),
    `\`${status}\`${location ? `, \`Location: ${location}\`` : ''}`,
    ...renderReply(step, reply),
  ].join('\n\n');
}

function renderReply({ excerpt }: Step, reply: unknown): string[] {
  if (reply === undefined) return [];
  if (typeof reply !== 'string') return [fence('json', stringifyCompact(reply, 100))];
  if (!excerpt) return [fence('text', reply)];
  return [fence('text', reply.slice(0, excerpt.characters)), `The reply goes on with ${excerpt.rest}.`];
}

/** The table of all codes, from the registries that the services answer by. */
function renderProblems(problems: Problems): string {
  const rows = Object.entries(problems).map(
    ([code, { status, meaning, advice }]) => `| ${status} | \`${code}\` | ${meaning} ${advice} |`,
  );
  return [`## ${problemsTitle}`, '', '| status | code | meaning, and what to do |', '|---|---|---|', ...rows].join(
    '\n',
  );
}
