#!/usr/bin/env node
// What Prisma's CLI starts in place of its native schema engine. The imports are dynamic so that a Node.js too old for
// them answers with a sentence instead of a stack trace.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  const message = `The schema engine needs Node.js 20.19 or newer, and PATH starts ${process.version}.`;
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields: { message } })}\n`);
  process.exit(1);
}
const { main } = await import('../src/main.mjs');
await main(process.argv.slice(2));
