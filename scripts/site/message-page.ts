import { messages } from '@ems/contracts';
import { escapeHtml, page, proseHtml } from './html.ts';
import { type Field, fieldsOf } from './message-fields.ts';
import { dataName, messageSchemas } from './message-schemas.ts';
import type { Sample } from './samples.ts';

type Contract = (typeof messages)[number];

/** The page of all messages: who produces and consumes each, what it says, and a sample of it. */
export function messagePage(samples: Record<string, readonly Sample[]>): string {
  const schemas = messageSchemas();
  const sections = messages.map(contract =>
    section(contract, fieldsOf(dataName(contract), schemas), samples[contract.type]?.at(-1)),
  );
  return page(
    'Messages',
    `<h1>Messages</h1>
<p>What the services tell each other over RabbitMQ: facts as CloudEvents 1.0, each with the state that its consumers need. A message is delivered at least once. Within a version fields are only added; <a href="/asyncapi.json">asyncapi.json</a> says the same for programs (AsyncAPI 3.0).</p>
<h2>The envelope of each</h2>
${table(fieldsOf('Envelope', schemas))}
<h2>All messages</h2>
<table>
<tr><th>message<th>produced by<th>consumed by
${messages.map(row).join('\n')}
</table>
${sections.join('\n')}
<p><a href="/docs">API</a> · <a href="/problems/">Problems</a></p>`,
  );
}

const serviceHtml = (name: string) => `<span>${name}</span>`;

const consumersOf = ({ consumers }: Contract) =>
  consumers.length > 0 ? consumers.map(serviceHtml).join(', ') : 'nobody yet';

const row = (contract: Contract) =>
  `<tr><td><a href="#${contract.type}"><code>${contract.type}</code></a><td>${serviceHtml(contract.producer)}<td>${consumersOf(contract)}`;

const section = (contract: Contract, fields: readonly Field[], sample: Sample | undefined) =>
  `<h2 id="${contract.type}"><code>${contract.type}</code></h2>
<p>${proseHtml(contract.fact)} ${serviceHtml(contract.producer)} → ${consumersOf(contract)}.</p>
${table(fields)}
<details><summary>A sample</summary>
<pre>${escapeHtml(JSON.stringify(sample, null, 2))}</pre>
</details>`;

const table = (fields: readonly Field[]) =>
  `<table>
${fields
  .map(
    ({ path, type, isOptional, description }) =>
      `<tr><td><code>${escapeHtml(path)}</code><td>${escapeHtml(type)}${isOptional ? ', may be absent' : ''}<td>${proseHtml(description)}`,
  )
  .join('\n')}
</table>`;
