import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { TestBroker } from './broker';
import type { TestDatabase } from './database';
import { eventually } from './eventually';
import { messageOf } from './messages';

/** What a message tells, before anything has an id: strings that begin with `#` are names, which get one each time that it is told. */
export interface Fact {
  type: string;
  subject: string;
  sequence: number;
  data: object;
}

/** What becomes of a history on its way, by the places of its facts. */
interface Disturbance {
  /** Each at least once. */
  order: number[];
  /** Those that come once more when all is done, out of the archive. */
  late: number[];
}

/** Histories, each with what becomes of it: any order, any of its facts twice, any of them late. */
const disturbed = (histories: fc.Arbitrary<Fact[]>): fc.Arbitrary<[Fact[], Disturbance]> =>
  histories.chain(facts => fc.tuple(fc.constant(facts), disturbances(facts.length)));

function disturbances(count: number): fc.Arbitrary<Disturbance> {
  const places = Array.from({ length: count }, (_, place) => place);
  const order = fc.subarray(places).chain(twice => {
    const length = count + twice.length;
    return fc.shuffledSubarray([...places, ...twice], { minLength: length, maxLength: length });
  });
  return fc.record({ order, late: fc.shuffledSubarray(places) });
}

/** A consumer, and what it keeps of what it hears. */
export interface Kept {
  service: string;
  broker: TestBroker;
  database: TestDatabase;
  /** Queries of all of it, each of whose rows is one column of JSON, `kept`. */
  queries: readonly string[];
  /** A first fact, but for its `id`, of which a replay brings back the row: then all that was replayed before it is done. */
  probe: { type: string; data: object; table: string };
}

/**
 * Tells a consumer histories, and expects that those that come in any order, twice and late leave what they leave in order.
 * @param fewest rows that each leaves, so that something is compared
 * @throws AssertionError with the history that does not
 */
export async function assertUndisturbed(kept: Kept, histories: fc.Arbitrary<Fact[]>, fewest: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(disturbed(histories), async ([facts, disturbance]) => {
      const outcome = await tellTwice(kept, facts, disturbance);
      assert.deepEqual(outcome.disturbed, outcome.inOrder);
      assert.ok(outcome.inOrder.length >= fewest);
    }),
    { numRuns: 10, endOnFailure: true },
  );
  assert.equal(await kept.broker.take(`${kept.service}.dead`), undefined);
}

/**
 * Tells a consumer a history twice, of things of their own: each fact once and in order, and as the disturbance says.
 * @returns what it keeps of both in the end, with names in place of ids
 */
async function tellTwice(kept: Kept, facts: readonly Fact[], { order, late }: Disturbance) {
  const plain = withIds(facts);
  await deliverAll(kept, plain.messages);
  const shaken = withIds(facts);
  const told = (places: readonly number[]) => places.flatMap(place => shaken.messages[place] ?? []);
  await deliverAll(kept, told(order));
  await replayAll(kept, told(late));
  return { inOrder: await plain.read(kept), disturbed: await shaken.read(kept) };
}

type Message = ReturnType<typeof messageOf>;

function withIds(facts: readonly Fact[]) {
  const ids = new Map<string, string>();
  const idOf = (name: string) => {
    const id = ids.get(name) ?? randomUUID();
    ids.set(name, id);
    return id;
  };
  const named = <Value>(value: Value): Value =>
    JSON.parse(JSON.stringify(value).replaceAll(/#[a-z0-9-]+/g, name => idOf(name)));
  const messages = facts.map(({ type, subject, sequence, data }, place): Message => {
    const message = messageOf(type, named(subject), sequence, named(data));
    return { ...message, time: new Date(Date.UTC(2027, 0, 1) + 1_000 * place).toISOString() };
  });
  return {
    messages,
    async read({ database, queries }: Kept): Promise<string[]> {
      const names = new Map([...ids].map(([name, id]) => [id, name]));
      const pattern = new RegExp([...names.keys()].join('|'), 'g');
      const found = await Promise.all(
        queries.map(sql =>
          database.query<{ kept: string }>(`SELECT kept::text FROM (${sql}) AS all_rows WHERE kept::text ~ $1`, [
            pattern.source,
          ]),
        ),
      );
      return found
        .flat()
        .map(row => row.kept.replaceAll(pattern, id => names.get(id) ?? id))
        .toSorted();
    },
  };
}

/** Waits until each is handled. */
async function deliverAll({ broker, database }: Kept, messages: readonly Message[]): Promise<void> {
  for (const message of messages) await broker.publish(message.type, message, message.id);
  const ids = [...new Set(messages.map(({ id }) => id))];
  await eventually(async () => {
    const rows = await database.query('SELECT FROM inbox WHERE message_id = ANY ($1)', [ids]);
    return rows.length === ids.length;
  }, 60_000);
}

/** As the operator's command does it. A service takes one batch after the other, so it is done when the second probe is. */
async function replayAll(kept: Kept, messages: readonly Message[]): Promise<void> {
  const { broker, database, service, probe } = kept;
  const { messages: probes } = withIds(
    ['#one', '#another'].map(subject => ({
      type: probe.type,
      sequence: 1,
      subject,
      data: { ...probe.data, id: subject },
    })),
  );
  await deliverAll(kept, probes);
  for (const message of messages) await broker.replay(service, message, message.id);
  for (const message of probes) {
    await database.query(`DELETE FROM ${probe.table} WHERE id = $1`, [message.subject]);
    await broker.replay(service, message, message.id);
    await eventually(
      async () => (await database.query(`SELECT FROM ${probe.table} WHERE id = $1`, [message.subject])).length === 1,
    );
  }
}

/** The versions of one thing, from 1 on. */
export const numbered = (subject: string, facts: readonly Pick<Fact, 'type' | 'data'>[]): Fact[] =>
  facts.map((fact, index) => ({ ...fact, subject, sequence: index + 1 }));
