import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Example } from './examples.ts';
import { steady } from './steady.ts';

const room = '01a2178e-174b-7cf2-a0c9-f6b2d5900e1a';
const roomNow = '01a217e5-031e-756b-9c9a-8a64a7c986a8';
const made = '2026-11-26T11:11:57.772Z';
const madeNow = '2026-11-27T12:46:54.241Z';
const example = (route: string, reply: object): Example => ({ route, status: 200, reply });

test('ids, times, names of the run and tokens stay as they were in the last run', () => {
  const last = [
    example('POST /rooms', { id: room, createdAt: made, email: 'ada-13899@example.org', token: 'yjpcfv4mOzEp…' }),
  ];
  const now = [
    example('POST /rooms', { id: roomNow, createdAt: madeNow, email: 'ada-17541@example.org', token: '-lVKDWLsaqq0…' }),
  ];
  assert.deepEqual(steady(now, last), last);
});

test('what has changed is shown, and what is new tells of what there was by its id of then', () => {
  const last = [example('POST /rooms', { id: room, name: 'Hall', startsAt: '2030-05-04T09:00:00.000Z' })];
  const changed = { name: 'Great hall', startsAt: '2030-05-04T10:00:00.000Z', floor: null };
  const now = [
    example('POST /rooms', { id: roomNow, ...changed }),
    example('GET /rooms/{id}', { self: `/rooms/${roomNow}`, updatedAt: madeNow }),
  ];
  assert.deepEqual(steady(now, last), [
    example('POST /rooms', { id: room, ...changed }),
    example('GET /rooms/{id}', { self: `/rooms/${room}`, updatedAt: madeNow }),
  ]);
});
