import { spawn } from 'node:child_process';

export interface NodeResult {
  code: number | null;
  output: string;
}

/** Runs a program of Node.js to its end. @param args its file, and what it is given */
export function runNode(cwd: string, ...args: string[]): Promise<NodeResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', code => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}
