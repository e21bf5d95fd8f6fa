import type { Caller } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';
import { created, decodeCursor, idParams, noContent, ok, pageOf, pageQuery, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { findSpeaker, lockToChange, mayChange } from '../speakers';
import { invite } from './invite';
import { invitationParams, invitationView, newInvitationBody, newInvitationView, toInvitationView } from './schemas';

const cursorKey = z.tuple([z.uuid()]);
const secret = { 'Cache-Control': 'no-store' };

export const invitationRoutes = ({ database }: { database: SpeakerDatabase }) => [
  route({
    method: 'post',
    path: '/speakers/:id/invitations',
    summary: 'Invite a person to take over their profile',
    description: 'The reply has the token, once: hand it to the person, who claims the profile with it within 14 days.',
    access: 'user',
    params: idParams,
    body: newInvitationBody,
    replies: { 201: newInvitationView },
    handle: ({ params, body, caller, transact }) =>
      transact(async tx => {
        const { invitation, token } = await invite(tx, { speakerId: params.id, ...body, caller });
        const view = toInvitationView(invitation);
        const { headers, ...reply } = created(`/api/v1/speakers/${view.speakerId}/invitations/${view.id}`, {
          ...view,
          token,
        });
        return { ...reply, headers: { ...headers, ...secret }, replayBody: view };
      }),
  }),
  route({
    method: 'get',
    path: '/speakers/:id/invitations',
    summary: 'The open invitations to take over a profile',
    access: 'user',
    params: idParams,
    query: z.strictObject(pageQuery),
    replies: { 200: pageOf(invitationView) },
    async handle({ params, query: { limit, cursor }, caller }) {
      const speakerId = await readable(database, params.id, caller);
      const [after] = decodeCursor(cursorKey, cursor) ?? [];
      const found = await database.read.invitation.findMany({
        where: { speakerId, expiresAt: { gt: new Date() }, ...(after && { id: { gt: after } }) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      });
      return ok(toPage(found, limit, ({ id }) => [id], toInvitationView));
    },
  }),
  route({
    method: 'get',
    path: '/speakers/:id/invitations/:invitationId',
    summary: 'An open invitation',
    access: 'user',
    params: invitationParams,
    replies: { 200: invitationView },
    async handle({ params: { id, invitationId }, caller }) {
      const speakerId = await readable(database, id, caller);
      const where = { id: invitationId, speakerId, expiresAt: { gt: new Date() } };
      const invitation = await database.read.invitation.findFirst({ where });
      if (!invitation) throw notFound('invitation');
      return ok(toInvitationView(invitation));
    },
  }),
  route({
    method: 'delete',
    path: '/speakers/:id/invitations/:invitationId',
    summary: 'Take an invitation back',
    access: 'user',
    params: invitationParams,
    replies: { 204: null },
    handle: ({ params: { id, invitationId }, caller, transact }) =>
      transact(async tx => {
        const { id: speakerId } = await lockToChange(tx, id, caller);
        const { count } = await tx.invitation.deleteMany({ where: { id: invitationId, speakerId } });
        if (count !== 1) throw notFound('invitation');
        return noContent();
      }),
  }),
];

/** @throws DomainError 404, 403: addresses are shown to those only who may invite */
async function readable(database: SpeakerDatabase, id: string, caller: Caller): Promise<string> {
  const speaker = await findSpeaker(database.read, id);
  if (!speaker) throw notFound('speaker');
  if (!mayChange(caller, speaker)) throw forbidden('Invitations are between the maker of a profile and the invited.');
  return speaker.id;
}
