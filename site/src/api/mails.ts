import { client } from './account.ts';

/** Which mails somebody gets, by kind. */
export type MailKinds = Readonly<Record<string, boolean>>;

/** What somebody is asked to take part in, as who is invited may see it. */
export interface Invitation {
  role: string;
  event: { slug: string; title: string; startsAt: string; endsAt: string; timezone: string };
}

type Reply<Data> = Promise<{ data: Data }>;

/** Of the paths that these pages call, those of which the description of the API comes from other parts of it. */
interface Calls {
  get(path: '/users/me/notifications', init: { signal: AbortSignal }): Reply<{ kinds: MailKinds }>;
  get(
    path: '/events/invitations/{invitationId}',
    init: { params: { path: { invitationId: string } }; signal: AbortSignal },
  ): Reply<Invitation>;
  patch(path: '/users/me/notifications', init: { body: { kinds: MailKinds } }): Reply<{ kinds: MailKinds }>;
  post(
    path: '/events/invitations/{invitationId}/accept',
    init: { params: { path: { invitationId: string } } },
  ): Reply<Invitation>;
  post(path: '/notifications/unsubscribe', init: { params: { query: { token: string } } }): Reply<unknown>;
}

const calls = client as unknown as Calls;

export const readMailKinds = async (signal: AbortSignal): Promise<MailKinds> =>
  (await calls.get('/users/me/notifications', { signal })).data.kinds;

export const changeMailKinds = async (kinds: MailKinds): Promise<MailKinds> =>
  (await calls.patch('/users/me/notifications', { body: { kinds } })).data.kinds;

/** Ends the mails that the token of a mail is about. */
export const unsubscribe = (token: string) =>
  calls.post('/notifications/unsubscribe', { params: { query: { token } } });

export const readInvitation = async (invitationId: string, signal: AbortSignal): Promise<Invitation> =>
  (await calls.get('/events/invitations/{invitationId}', { params: { path: { invitationId } }, signal })).data;

export const acceptInvitation = async (invitationId: string): Promise<Invitation> =>
  (await calls.post('/events/invitations/{invitationId}/accept', { params: { path: { invitationId } } })).data;
