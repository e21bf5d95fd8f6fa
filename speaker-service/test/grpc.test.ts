import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createGrpcClient, type GrpcClient } from '@ems/chassis/grpc';
import { watchLeaks } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type App, startSpeakerService } from './support/start';

const anything = z.record(z.string(), z.unknown());

describe('gRPC', () => {
  let running: App;
  let client: GrpcClient;
  const checkLeaks = watchLeaks();
  beforeAll(async () => {
    running = await startSpeakerService();
    client = createGrpcClient({
      protoFile: join(__dirname, '../../proto/speaker.proto'),
      serviceName: 'speaker.v1.SpeakerService',
      target: `127.0.0.1:${running.service.grpcPort()}`,
    });
  });
  afterAll(async () => {
    client.close();
    await running.stop();
    await checkLeaks();
  });

  const make = async (body: object) => (await running.as(randomUUID())('post', '/speakers', body)).body.id as string;
  const batch = (ids: string[]) => client.call('BatchGetSpeakers', { ids }, z.object({ speakers: z.array(anything) }));

  test('a speaker is answered with all that is public, and no address', async () => {
    const id = await make({
      name: 'Ada',
      jobTitle: 'Countess',
      email: 'ada@example.org',
      links: [{ label: 'Site', url: 'https://example.org/' }],
      languages: ['en'],
    });
    const { speaker } = await client.call('GetSpeaker', { id }, z.object({ speaker: anything }));
    expect(speaker).toEqual({
      id,
      name: 'Ada',
      tagline: '',
      bio: '',
      company: '',
      job_title: 'Countess',
      location: '',
      photo_url: '',
      links: [{ label: 'Site', url: 'https://example.org/' }],
      topics: [],
      languages: ['en'],
      merged_ids: [],
    });
  });

  test('many are answered in the order asked for, each once, and unknown ones are left out', async () => {
    const [ada, grace] = [await make({ name: 'Ada' }), await make({ name: 'Grace' })];
    const { speakers } = await batch([grace, randomUUID(), ada.toUpperCase(), grace]);
    expect(speakers.map(speaker => speaker.name)).toEqual(['Grace', 'Ada']);
    expect((await batch([])).speakers).toEqual([]);
  });

  test('1,000 ids are answered, 1,001 refused, as is what is no id', async () => {
    const many = (count: number) => Array.from({ length: count }, () => randomUUID());
    expect((await batch(many(1_000))).speakers).toEqual([]);
    await expect(batch(many(1_001))).rejects.toThrow();
    await expect(batch(['ada'])).rejects.toThrow();
  });

  test('an unknown speaker is not found', async () => {
    await expect(client.call('GetSpeaker', { id: randomUUID() }, anything)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});
