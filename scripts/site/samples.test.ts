/** Samples are messages as they were on the wire once. They may lie in an archive, a queue or a backup, so they stay readable. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { envelopeSchema } from '@ems/chassis/messaging';
import { messages } from '@ems/contracts';
import { fieldsOf } from './message-fields.ts';
import { dataName, messageSchemas } from './message-schemas.ts';
import { readFrozenDigests, readSamples, type Sample } from './samples.ts';

const samples = readSamples();
const types = messages.map(({ type }) => type).toSorted();

/** Of what it says, however it is laid out. */
const digestOf = (sample: Sample) => createHash('sha256').update(JSON.stringify(sample)).digest('hex');

test('every message has a sample', () => {
  const shown = Object.keys(samples).filter(type => samples[type]?.length);
  const cure = 'Record one of a running system as packages/contracts/samples/<type>.json.';
  assert.deepEqual(shown.toSorted(), types, cure);
});

test('a message of every earlier shape can still be read, with all that it said', () => {
  for (const { type, producer, data } of messages)
    for (const sample of samples[type] ?? []) {
      const envelope = envelopeSchema.parse(sample);
      assert.deepEqual(envelope, sample, `The envelope of a sample of ${type} lost something`);
      assert.deepEqual({ type: envelope.type, source: envelope.source }, { type, source: `/${producer}` });
      const read = data.safeParse(sample.data);
      assert.ok(read.success, `${type}, a sample of ${sample.time}: ${read.error?.message}. Make it a new version.`);
      assert.deepEqual(read.data, sample.data, `${type}: what a sample of ${sample.time} says is no longer read`);
    }
});

test('samples are different messages', () => {
  const all = Object.values(samples).flat();
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  // One version of a subject is one message; heartbeats have none.
  const versions = all.filter(({ sequence }) => sequence !== '0000000000');
  assert.equal(
    new Set(versions.map(({ source, subject, sequence }) => `${source} ${subject} ${sequence}`)).size,
    versions.length,
  );
});

/** Whether there is something in a value at a path such as `members[].role`. */
function isAt(value: unknown, [part, ...rest]: string[]): boolean {
  if (part === undefined) return value !== undefined;
  const inner = (value as Record<string, unknown> | null | undefined)?.[part.replace('[]', '')];
  return part.endsWith('[]') && Array.isArray(inner) ? inner.some(item => isAt(item, rest)) : isAt(inner, rest);
}

test('every field that a message may have is in a sample, also one that was added since', () => {
  const schemas = messageSchemas();
  const shown: Record<string, unknown[]> = { Envelope: Object.values(samples).flat() };
  for (const contract of messages) {
    const data = samples[contract.type]?.map(sample => sample.data) ?? [];
    shown[dataName(contract)] = [...(shown[dataName(contract)] ?? []), ...data];
  }
  const unseen = Object.entries(shown).flatMap(([name, values]) =>
    fieldsOf(name, schemas)
      .filter(({ path }) => !values.some(value => isAt(value, path.split('.'))))
      .map(({ path }) => `${name}.${path}`),
  );
  const cure = 'Add a sample with it to packages/contracts/samples, beside those of before.';
  assert.ok(unseen.length === 0, `No sample shows ${unseen.join(', ')}. ${cure}`);
});

test('no frozen sample is ever edited or taken away', () => {
  const frozen = readFrozenDigests();
  for (const [type, digests] of Object.entries(frozen)) {
    const present = new Set(samples[type]?.map(digestOf));
    const cure =
      'Put it back as it was, and add another beside it; where it can no longer be read, make a new version.';
    for (const digest of digests)
      assert.ok(present.has(digest), `A sample of ${type} is not what it was (${digest}). ${cure}`);
  }
  for (const [type, list] of Object.entries(samples))
    for (const digest of list.map(digestOf))
      assert.ok(
        frozen[type]?.includes(digest),
        `A sample of ${type} is new. Freeze it: add "${digest}" to "${type}" in packages/contracts/samples/frozen.json.`,
      );
});
