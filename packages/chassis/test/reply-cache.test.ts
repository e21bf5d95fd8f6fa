import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createPlainDatabase,
  type DatabaseProxy,
  eventually,
  type PlainDatabase,
  plainRead,
  startDatabaseProxy,
  watchLeaks,
} from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Note, noteTables, startNoteInstance } from './support/note-instance';

/** So long after a write was acknowledged nobody sees what was before. */
const boundMs = 50;

type Instance = Awaited<ReturnType<typeof startNoteInstance>>;

const checkLeaks = watchLeaks();
let plain: PlainDatabase;
/** Between each instance and what tells it of changes. */
let proxies: DatabaseProxy[] = [];
let instances: Instance[] = [];
beforeAll(async () => {
  plain = await createPlainDatabase(noteTables);
  proxies = await Promise.all([startDatabaseProxy(plain.url), startDatabaseProxy(plain.url)]);
  instances = await Promise.all(proxies.map(proxy => startNoteInstance(plain.url, proxy.url)));
});
afterAll(async () => {
  await Promise.all(instances.map(instance => instance.stop()));
  await Promise.all(proxies.map(proxy => proxy.stop()));
  await plain.database.close();
  await plain.drop();
  await checkLeaks();
});

interface Write {
  id: string;
  version: number;
  /** Which instance has written; none where it was somebody else. */
  by: number | undefined;
  acknowledgedAt: number;
}

type Step =
  | { do: 'write'; id: string; by: number | undefined }
  | { do: 'read'; at: number; what: 'one' | 'list'; id: string; times: number }
  | { do: 'pause'; at: number }
  | { do: 'resume'; at: number }
  | { do: 'cut'; at: number }
  | { do: 'wait'; ms: number }
  | { do: 'freeze'; ms: number };

const at = fc.nat({ max: 1 });
const id = fc.constantFrom('a', 'b');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('write'), id, by: fc.option(at, { nil: undefined }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('read'),
      at,
      what: fc.constantFrom('one', 'list'),
      id,
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause', 'resume', 'cut'), at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('wait', 'freeze'), ms: fc.integer({ min: 1, max: 70 }) }) },
) as fc.Arbitrary<Step>;

/** What an instance answers of a note. */
async function readVersion(instance: Instance, what: 'one' | 'list', id: string): Promise<number> {
  const { status, bytes } = await plainRead(`${instance.url}/notes${what === 'one' ? `/${id}` : ''}`);
  expect(status).toBe(200);
  const body: Note | { data: Note[] } = JSON.parse(bytes.toString());
  const note = 'data' in body ? body.data.find(each => each.id === id) : body;
  return note?.version ?? 0;
}

const instanceAt = (index: number): Instance => {
  const instance = instances[index];
  if (!instance) throw new Error(`there is no instance ${index}`);
  return instance;
};

async function writeElsewhere(id: string): Promise<number> {
  const [row] = await plain.query<Note>('UPDATE notes SET version = version + 1 WHERE id = $1 RETURNING version', [id]);
  return row?.version ?? 0;
}

/** Reads while others write, connections fall silent or break, and the process stands still. @returns how many reads there were */
async function play(tracks: readonly (readonly Step[])[]): Promise<number> {
  const writes: Write[] = [];
  let reads = 0;
  const mustShow = (id: string, sentAt: number, reader: number) =>
    Math.max(
      0,
      ...writes
        .filter(write => write.id === id && write.acknowledgedAt <= sentAt - (write.by === reader ? 0 : boundMs))
        .map(({ version }) => version),
    );
  const write = async ({ id, by }: { id: string; by: number | undefined }) => {
    const version = await (by === undefined ? writeElsewhere(id) : instanceAt(by).write(id));
    writes.push({ id, version, by, acknowledgedAt: performance.now() });
  };
  const perform = (step: Step): unknown => {
    switch (step.do) {
      case 'wait':
        return delay(step.ms);
      case 'freeze':
        for (const until = performance.now() + step.ms; performance.now() < until; );
        return undefined;
      case 'write':
        return write(step);
      case 'read': {
        const { at: reader, what, id, times } = step;
        const read = async () => {
          const oldest = mustShow(id, performance.now(), reader);
          expect(await readVersion(instanceAt(reader), what, id)).toBeGreaterThanOrEqual(oldest);
          reads++;
        };
        return Promise.all(Array.from({ length: times }, read));
      }
      case 'pause':
        return proxies[step.at]?.pause();
      case 'resume':
        return proxies[step.at]?.resume();
      case 'cut':
        return proxies[step.at]?.cut();
    }
  };
  try {
    await Promise.all(
      tracks.map(async track => {
        for (const step of track) await perform(step);
      }),
    );
  } finally {
    for (const proxy of proxies) proxy.resume();
  }
  return reads;
}

test('no reply is older than the bound, nor than what its instance has written, whatever becomes of the connections', async () => {
  const composedBefore = instances.reduce((sum, instance) => sum + instance.composed(), 0);
  let reads = 0;
  const tracks = fc.array(fc.array(step, { minLength: 5, maxLength: 25 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(tracks, async steps => {
      reads += await play(steps);
    }),
    { numRuns: 60 },
  );
  const composed = instances.reduce((sum, instance) => sum + instance.composed(), 0) - composedBefore;
  // Else nothing was kept, and all of this shows nothing.
  expect(composed).toBeLessThan(reads);
});

/** Reads until the reply comes from memory. */
const becomeKept = (instance: Instance, what: 'one' | 'list', id: string) =>
  eventually(async () => {
    const before = instance.composed();
    await readVersion(instance, what, id);
    return instance.composed() === before;
  });

test('a reply from memory asks the rows no more, and one of another note is not dropped by a change', async () => {
  const instance = instanceAt(0);
  for (const id of ['a', 'b']) await becomeKept(instance, 'one', id);
  const version = await instance.write('a');
  expect(await readVersion(instance, 'one', 'a')).toBe(version);
  const before = instance.composed();
  await eventually(async () => {
    const composed = instance.composed();
    await readVersion(instance, 'one', 'b');
    return instance.composed() === composed;
  });
  // Where the machine is too slow to answer in time, the rows are asked instead.
  expect(instance.composed() - before).toBeLessThan(50);
});

test('while nothing is heard of changes the rows are asked, and afterwards they are again not', async () => {
  const instance = instanceAt(1);
  await becomeKept(instance, 'list', 'a');
  proxies[1]?.pause();
  const version = await writeElsewhere('a');
  await delay(boundMs);
  expect(await readVersion(instance, 'list', 'a')).toBe(version);
  proxies[1]?.resume();
  await becomeKept(instance, 'list', 'a');
});

test('changes of more than a thousand rows at once are all heard of', async () => {
  const instance = instanceAt(0);
  await becomeKept(instance, 'one', 'b');
  await plain.query("INSERT INTO notes (id) SELECT 'note ' || n FROM generate_series(1, 1500) n");
  const version = await writeElsewhere('b');
  await delay(boundMs);
  expect(await readVersion(instance, 'one', 'b')).toBe(version);
  expect(await plain.query("SELECT 1 FROM public_changes WHERE tag = 'note'")).toHaveLength(1);
});

test('a process that was frozen shows what was changed meanwhile', async () => {
  const child = fork(join(__dirname, 'support/note-process.js'), [plain.url]);
  try {
    const [url] = (await once(child, 'message')) as [string];
    for (let n = 0; n < 10; n++) {
      await plainRead(`${url}/notes/a`);
      child.kill('SIGSTOP');
      // What it is asked now it answers as soon as it goes on.
      const reading = plainRead(`${url}/notes/a`);
      const version = await writeElsewhere('a');
      await delay(boundMs + n * 3);
      child.kill('SIGCONT');
      const { bytes } = await reading;
      expect(JSON.parse(bytes.toString()).version).toBeGreaterThanOrEqual(version);
    }
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
