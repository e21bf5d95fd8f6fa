/** Which messages carry addresses, and to whom: no more of them, and to nobody else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages } from '@ems/contracts';
import { fieldsOf } from './message-fields.ts';
import { dataName, messageSchemas } from './message-schemas.ts';

const toUsers = ['user-service'];

/** An address goes to who makes mails of it, to who tells the team of an event who comes, and to who shows it who speaks. */
const withAddress: Record<string, readonly string[]> = {
  'event.member-invited.v1': toUsers,
  'registration.cancelled.v1': toUsers,
  'registration.checked-in.v1': toUsers,
  'registration.confirmed.v1': toUsers,
  'registration.promoted.v1': toUsers,
  'registration.waitlisted.v1': toUsers,
  'speaker.contact-changed.v1': toUsers,
  'speaker.contact-shared.v1': ['session-service'],
  'speaker.invited.v1': toUsers,
  'user.contact-changed.v1': ['event-service'],
};

test('addresses travel in these messages, to these services, alone', () => {
  const schemas = messageSchemas();
  const found = messages
    .filter(message => fieldsOf(dataName(message), schemas).some(({ path }) => /(^|\.)email$/.test(path)))
    .map(({ type, consumers }) => [type, consumers] as const);
  assert.deepEqual(Object.fromEntries(found), withAddress);
});
