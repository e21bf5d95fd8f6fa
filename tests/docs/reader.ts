import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/services';
import { type Block, blocksOf, staysInForeground, usesDocker } from './blocks';
import { copyTree, removeTree } from './copied-tree';
import { readerEnvironment } from './environment';
import { type Foreground, startInForeground } from './foreground';
import { openShell } from './shell';

export const pages = ['README.md', 'API.md', 'SETUP.md'] as const;
type PageName = (typeof pages)[number];

const inContainers = process.env.COMPOSE_PROJECT_NAME !== undefined;

/** Somebody who does what the pages say, on a machine without a system. */
export interface Reader {
  gateway: string;
  /** As README.md says first; in containers SETUP.md says so itself. */
  startSystem(): Promise<void>;
  /** Runs each block of a page that is for us. @throws Error that names the block that fails */
  read(page: PageName): Promise<void>;
  /** As by Ctrl-C, or docker compose down. */
  stopSystem(): Promise<void>;
  close(): Promise<void>;
}

export const blocksIn = (page: PageName): Block[] => blocksOf(page, readFileSync(join(root, page), 'utf8'));

/** `npm start` and `docker compose up` have blocks of their own; what a newcomer reads first is run in either. */
function isForUs(page: PageName, block: Block): boolean {
  if (block.language !== 'sh') return false;
  if (!inContainers) return !usesDocker(block);
  return usesDocker(block) || (page === 'README.md' && !staysInForeground(block));
}

/** As far as the page says by what its calls are answered; nothing said, none of them fails. */
function isAnsweredAsSaid({ statuses }: Block, output: string): boolean {
  // curl prints a status in a line of its own, where the page has told it so.
  const answered = output.match(/^[1-5]\d\d$/gm) ?? [];
  if (statuses.length === 0) return answered.every(status => status < '400');
  return answered.slice(-statuses.length).join() === statuses.join();
}

/** @param project the name of this reader's Compose project */
export async function openReader(project: string): Promise<Reader> {
  const { gateway, env, adapt } = await readerEnvironment(project);
  const tree = copyTree();
  const shell = openShell(tree, env);
  let system: Foreground | undefined;

  async function run(block: Block): Promise<void> {
    if (staysInForeground(block)) {
      system = startInForeground(block, tree, env);
      return system.waitFor(`${gateway}/health/ready`, 10);
    }
    const output = await shell.run(block, 10);
    if (!isAnsweredAsSaid(block, output)) {
      const said = block.statuses.join(', ') || 'nothing of a failure';
      throw new Error(`${block.place} says ${said}:\n${block.text}\n${output}`);
    }
  }
  const blocksFor = (page: PageName) => blocksIn(page).filter(block => isForUs(page, block));
  const compose = (...args: string[]) => void execFileSync('docker', ['compose', ...args], { cwd: tree, env });

  return {
    gateway,
    async startSystem() {
      if (inContainers) return;
      const block = blocksFor('README.md').find(staysInForeground);
      if (block) await run(adapt(block));
    },
    async read(page) {
      for (const block of blocksFor(page)) await run(adapt(block));
    },
    async stopSystem() {
      await system?.stop();
      if (inContainers) compose('down');
    },
    async close() {
      shell.close();
      await system?.stop();
      if (inContainers) compose('down', '--volumes');
      removeTree(tree);
    },
  };
}
