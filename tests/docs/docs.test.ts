import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../support/services';
import { type Block, blocksOf, staysInForeground, usesDocker } from './blocks';
import { copyTree, removeTree } from './copied-tree';
import { type ReaderEnvironment, readerEnvironment } from './environment';
import { type Foreground, startInForeground } from './foreground';
import { openShell, type Shell } from './shell';

const minute = 60_000;
/** In the order in which a newcomer reads; what stops the system comes last. */
const pages = ['README.md', 'API.md', 'SETUP.md'];
const inContainers = process.env.COMPOSE_PROJECT_NAME !== undefined;
const blocks = new Map(pages.map(page => [page, blocksOf(page, readFileSync(join(root, page), 'utf8'))]));

/** `npm start` and `docker compose up` have blocks of their own; what a newcomer reads first is run in either. */
function isForUs(page: string, block: Block): boolean {
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

test.each(pages)('every block of %s says whether it is to be run (sh) or read (text, json)', page => {
  const unclear = blocks.get(page)?.filter(({ language }) => !/^(sh|text|json)$/.test(language));
  expect(unclear?.map(({ place }) => place)).toEqual([]);
});

describe('a reader who does what the pages say, on a machine without a system', () => {
  let reader: ReaderEnvironment;
  let tree: string;
  let shell: Shell;
  let system: Foreground | undefined;

  beforeAll(async () => {
    reader = await readerEnvironment('ems-docs');
    tree = copyTree();
    shell = openShell(tree, reader.env);
  }, 5 * minute);
  afterAll(async () => {
    shell.close();
    await system?.stop();
    if (inContainers) execFileSync('docker', ['compose', 'down', '--volumes'], { cwd: tree, env: reader.env });
    removeTree(tree);
  }, 5 * minute);

  async function run(block: Block): Promise<void> {
    if (staysInForeground(block)) {
      system = startInForeground(block, tree, reader.env);
      return system.waitFor(`${reader.gateway}/health/ready`, 10);
    }
    const output = await shell.run(block, 10);
    if (!isAnsweredAsSaid(block, output)) {
      const said = block.statuses.join(', ') || 'nothing of a failure';
      throw new Error(`${block.place} says ${said}:\n${block.text}\n${output}`);
    }
  }

  test.each(pages)(
    '%s works from top to bottom',
    async page => {
      for (const block of blocks.get(page) ?? []) if (isForUs(page, block)) await run(reader.adapt(block));
    },
    20 * minute,
  );

  test(
    'Ctrl-C, or docker compose down, stops it all',
    async () => {
      await system?.stop();
      if (inContainers) execFileSync('docker', ['compose', 'down'], { cwd: tree, env: reader.env });
      await expect(fetch(`${reader.gateway}/health/live`)).rejects.toThrow();
    },
    2 * minute,
  );
});
