import { describe, expect, test } from '@jest/globals';
import { asOrganizer, unique } from '../support/as-organizer';
import { services } from '../support/services';
import { registerUser } from '../support/users';
import { freezeAndAwait } from './support/processes';

describe('a service that hangs', () => {
  test('is started anew within a minute, whichever it is, and serves again', async () => {
    await Promise.all(services.map(freezeAndAwait));
    const { api, client } = await registerUser();
    const event = await asOrganizer(client).event();
    expect((await api('get', `/events/${event.id}`)).status).toBe(200);
    expect((await api('post', '/speakers', { name: unique('Ada') })).status).toBe(201);
  });
});
