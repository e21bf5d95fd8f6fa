import type { Seal } from '@ems/chassis/auth';
import { ok } from '@ems/chassis/http';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { nameOf } from './kinds';
import * as schemas from './schemas';
import { changeSubscriptions } from './settings';
import { readUnsubscribeToken } from './unsubscribe-token';

interface Dependencies {
  unsubscribeSeal: Seal;
  webUrl: string;
}

/** What the links of mails lead to that end them: for mail programs, which post, and for people, who get a page. */
export function unsubscribeRoutes({ unsubscribeSeal, webUrl }: Dependencies) {
  const read = (token: string) => {
    const subscription = readUnsubscribeToken(unsubscribeSeal, token);
    if (!subscription) throw problem('auth.invalid-token', 'This link ends no mails.');
    return subscription;
  };
  return [
    route({
      method: 'post',
      path: '/notifications/unsubscribe',
      operationId: 'unsubscribeFromMails',
      tag: 'Notifications',
      summary: 'Unsubscribe from mails of a kind',
      description:
        'By the token of a mail, which can do nothing else (RFC 8058). Whatever body comes along is not looked at: mail programs send a form.',
      access: 'anyone',
      query: schemas.unsubscribeQuery,
      ignoresBody: true,
      replies: { 200: schemas.unsubscribedView },
      problems: ['auth.invalid-token'],
      handle: ({ query, transact }) => {
        const { recipient, kind } = read(query.token);
        return transact(async tx => {
          await changeSubscriptions(tx, recipient, { [nameOf(kind)]: false });
          return ok({ kind: nameOf(kind) });
        });
      },
    }),
    route({
      method: 'get',
      path: '/notifications/unsubscribe',
      operationId: 'showUnsubscribePage',
      tag: 'Notifications',
      summary: 'Get to the page that ends mails of a kind',
      description: 'Ends nothing yet: programs follow links too. The page asks, and posts the token.',
      access: 'anyone',
      query: schemas.unsubscribeQuery,
      replies: { 303: null },
      problems: ['auth.invalid-token'],
      handle: async ({ query }) => {
        read(query.token);
        return { status: 303, headers: { Location: `${webUrl}/unsubscribe#${query.token}` } };
      },
    }),
  ];
}
