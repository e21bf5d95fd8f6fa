import { accepted, ok } from '@ems/chassis/http';
import type { UserDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { requireOrganizer } from './access';
import { eventKinds, noticeKinds } from './kinds';
import { listMails, resendMails } from './mails';
import * as schemas from './schemas';
import { changeEventSwitches, changeSubscriptions, readEventSwitches, readSubscriptions } from './settings';

const keyOf = (userId: string) => `user ${userId}`;

/** Which mails about events are sent, to me and for an event, and what became of those of an event. */
export const notificationRoutes = ({ client: db }: UserDatabase) => [
  route({
    method: 'get',
    path: '/users/me/notifications',
    operationId: 'getMyNotificationSettings',
    tag: 'Notifications',
    summary: 'Get which mails I get',
    description:
      'Mails about the account itself, such as those with a new password, are always sent and are not listed.',
    access: 'user',
    replies: { 200: schemas.mySettingsView },
    handle: async ({ caller }) => ok({ kinds: await readSubscriptions(db, keyOf(caller.userId), noticeKinds) }),
  }),
  route({
    method: 'patch',
    path: '/users/me/notifications',
    operationId: 'updateMyNotificationSettings',
    tag: 'Notifications',
    summary: 'Change which mails I get',
    description: 'Kinds that are not named stay as they are. What is turned off is not sent later.',
    access: 'user',
    body: schemas.mySettingsBody,
    replies: { 200: schemas.mySettingsView },
    handle: ({ caller, body, transact }) =>
      transact(async tx => {
        const key = keyOf(caller.userId);
        await changeSubscriptions(tx, key, body.kinds);
        return ok({ kinds: await readSubscriptions(tx, key, noticeKinds) });
      }),
  }),
  route({
    method: 'get',
    path: '/events/:id/notifications',
    operationId: 'getEventNotificationSettings',
    tag: 'Notifications',
    summary: 'Get which mails are sent for an event',
    description: 'For its owner and organizers.',
    access: 'user',
    scope: 'events:read',
    params: schemas.eventParams,
    replies: { 200: schemas.eventSettingsView },
    problems: ['forbidden'],
    handle: async ({ params, caller }) => {
      const { id } = await requireOrganizer(db, params.id, caller);
      return ok({ kinds: await readEventSwitches(db, id, eventKinds) });
    },
  }),
  route({
    method: 'patch',
    path: '/events/:id/notifications',
    operationId: 'updateEventNotificationSettings',
    tag: 'Notifications',
    summary: 'Change which mails are sent for an event',
    description:
      'For its owner and organizers. Kinds that are not named stay as they are; what is turned off is not sent later.',
    access: 'user',
    scope: 'events:write',
    params: schemas.eventParams,
    body: schemas.eventSettingsBody,
    replies: { 200: schemas.eventSettingsView },
    problems: ['forbidden'],
    handle: ({ params, caller, body, transact }) =>
      transact(async tx => {
        const { id } = await requireOrganizer(tx, params.id, caller);
        await changeEventSwitches(tx, id, body.kinds);
        return ok({ kinds: await readEventSwitches(tx, id, eventKinds) });
      }),
  }),
  route({
    method: 'get',
    path: '/events/:id/mails',
    operationId: 'listMails',
    tag: 'Notifications',
    summary: 'List mails about an event',
    description:
      'For its owner and organizers, for 30 days. With `outcome=unknown` those of which nobody knows whether they have arrived: the connection to the mail server ended when it had all of the mail, and before it had answered.',
    access: 'user',
    scope: 'events:read',
    params: schemas.eventParams,
    query: schemas.mailsQuery,
    replies: { 200: schemas.mailsPage },
    problems: ['forbidden'],
    handle: async ({ params, query, caller }) => {
      const { id } = await requireOrganizer(db, params.id, caller);
      return ok(await listMails(db, id, query));
    },
  }),
  route({
    method: 'post',
    path: '/events/:id/mails/resend',
    operationId: 'resendMails',
    tag: 'Notifications',
    summary: 'Send mails of unknown outcome again',
    description:
      'For its owner and organizers. Each of them is sent once more, however often this is called; those of another outcome are not.',
    access: 'user',
    scope: 'events:write',
    params: schemas.eventParams,
    body: schemas.resendBody,
    replies: { 202: schemas.resentView },
    problems: ['forbidden'],
    handle: ({ params, body, caller, transact }) =>
      transact(async tx => {
        const { id } = await requireOrganizer(tx, params.id, caller);
        return accepted({ resent: await resendMails(tx, id, body.mailIds) });
      }),
  }),
];
