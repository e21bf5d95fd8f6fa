import { createInterface } from 'node:readline';
import { Engine } from './engine.mjs';
import { parseFlags } from './flags.mjs';
import { log } from './log.mjs';
import { openSession } from './session.mjs';

export const main = async argv => {
  const flags = parseFlags(argv);
  if (flags.command) {
    log('INFO', 'Starting schema engine CLI');
    try {
      const s = await openSession(flags.url);
      await s.close();
    } catch (e) {
      log('ERROR', e.message, { error_code: e.code });
      process.exitCode = 1;
    }
    return;
  }
  const engine = new Engine(flags);
  for await (const line of createInterface({ input: process.stdin })) {
    const m = JSON.parse(line);
    if (!m.method) continue;
    try {
      let r = await engine.call(m.method, m.params);
      if (r?.stdout) {
        process.stdout.write(
          `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'print', params: { content: r.stdout.slice(0, -1) } })}\n`,
        );
        r = { ...r, stdout: null };
      }
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: m.id, result: r ?? null })}\n`);
    } catch (e) {
      (await import('node:fs')).appendFileSync(
        '/tmp/h1/err.log',
        `${m.method} ${e.constructor.name} ${(await import('node:util')).inspect(e, { showHidden: true, depth: 5 })}\n`,
      );
      process.stdout.write(
        `${JSON.stringify({ jsonrpc: '2.0', id: m.id, error: { code: 4466, message: 'x', data: { is_panic: false, message: e.message, error_code: e.code } } })}\n`,
      );
    }
  }
  await engine.close();
};
