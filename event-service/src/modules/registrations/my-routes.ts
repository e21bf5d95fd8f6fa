import type { Caller } from '@ems/chassis/auth';
import { DomainError, notFound } from '@ems/chassis/errors';
import { created, noContent, ok, pageOf } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import type { EventDatabase } from '../../shared/database';
import { createGate } from '../../shared/gate';
import { route } from '../../shared/route';
import { eventParams, findEvent, holdEvent, maySee } from '../events';
import { cancel } from './cancel';
import { listRegistrations } from './list';
import { register } from './register';
import { findLive } from './repository';
import { mineQuery } from './schemas';
import { registrationView, toRegistrationView } from './view';

/** The same person was faster, by another request: what they have is to be read again. */
const faster = new DomainError('conflict', 'registration.exists', 'You are registered already.');

/** What I have to do with my own registrations. */
export const myRegistrationRoutes = ({ database }: { database: EventDatabase }) => {
  // All want the same row; the queue for it stands here rather than in the pool.
  const gate = createGate(4, 2_000);
  const asPromised = async <T>(work: () => Promise<T>): Promise<T> =>
    gate.pass(work).catch(error => {
      if (error === faster) return gate.pass(work);
      throw error;
    });

  return [
    route({
      method: 'post',
      path: '/events/:id/registrations',
      summary: 'Register for an event: a seat, or a place on the waitlist',
      description: 'Whoever is registered already gets 200 and what they have.',
      access: 'user',
      params: eventParams,
      replies: { 200: registrationView, 201: registrationView },
      handle: ({ params, caller, transact }) =>
        asPromised(() =>
          transact(
            async tx => {
              const { isNew, registration } = await register(tx, params.id, caller);
              const view = toRegistrationView(registration, caller);
              const path = `/api/v1/events/${registration.eventId}/registrations/${registration.id}`;
              return isNew ? created(path, view) : ok(view);
            },
            { registrations_one_live_each: () => faster },
          ),
        ),
    }),
    route({
      method: 'get',
      path: '/events/:id/registrations/me',
      summary: 'My registration for an event',
      access: 'user',
      params: eventParams,
      replies: { 200: registrationView },
      handle: async ({ params, caller }) => {
        const event = await findEvent(database.read, params.id);
        if (!event || !maySee(event, caller)) throw notFound('event');
        return ok(toRegistrationView(await findMine(event.id, caller), caller));
      },
    }),
    route({
      method: 'delete',
      path: '/events/:id/registrations/me',
      summary: 'Give my seat, or my place on the waitlist, back',
      access: 'user',
      params: eventParams,
      replies: { 204: null },
      handle: ({ params, caller, requireFresh, transact }) =>
        gate.pass(() =>
          transact(async tx => {
            const event = await holdEvent(tx, params.id, caller);
            await cancel(tx, event, async () => {
              const mine = await findLive(tx, event.id, caller.userId);
              if (!mine) throw notFound('registration');
              requireFresh(toRegistrationView(mine, caller));
              return mine;
            });
            return noContent();
          }),
        ),
    }),
    route({
      method: 'get',
      path: '/registrations',
      summary: 'My registrations, over all events',
      access: 'user',
      query: mineQuery,
      replies: { 200: pageOf(registrationView) },
      handle: async ({ query, caller }) => {
        const mine = Prisma.sql`r.user_id = ${caller.userId}::uuid`;
        const view = (row: Parameters<typeof toRegistrationView>[0]) => toRegistrationView(row, caller);
        return ok(await listRegistrations(database.read, mine, query, view));
      },
    }),
  ];

  async function findMine(eventId: string, caller: Caller) {
    const mine = await findLive(database.read, eventId, caller.userId);
    if (!mine) throw notFound('registration');
    return mine;
  }
};
