import { client } from './account.ts';

/** Which mails somebody gets, by kind. */
export type MailKinds = Readonly<Record<string, boolean>>;

export const readMailKinds = async (signal: AbortSignal): Promise<MailKinds> =>
  (await client.get('/users/me/notifications', { signal })).data.kinds;

export const changeMailKinds = async (kinds: MailKinds): Promise<MailKinds> =>
  (await client.patch('/users/me/notifications', { body: { kinds } })).data.kinds;

/** Ends the mails that the token of a mail is about. */
export const unsubscribe = (token: string) =>
  client.post('/notifications/unsubscribe', { params: { query: { token } } });

const ofInvitation = (invitationId: string) => ({ params: { path: { invitationId } } });

/** What somebody is asked to take part in, as who is invited may see it. */
export const readInvitation = async (invitationId: string, signal: AbortSignal) =>
  (await client.get('/events/invitations/{invitationId}', { ...ofInvitation(invitationId), signal })).data;

export const acceptInvitation = async (invitationId: string) =>
  (await client.post('/events/invitations/{invitationId}/accept', ofInvitation(invitationId))).data;
