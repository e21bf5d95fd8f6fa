import type { Caller, EmailDigest } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';
import { accepted, created, idParams, keyset, noContent, ok, pageOf, pageQuery, totalOf } from '@ems/chassis/http';
import { z } from 'zod';
import type { SpeakerDatabase, Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { canChange, findSpeaker, hasSpeaker, speakerView, viewSpeaker } from '../speakers';
import { claimSpeaker, confirmClaim } from './claim-speaker';
import { createInvitation, deleteInvitation, type InvitationPolicy, resendInvitation } from './invitation';
import {
  claimBody,
  confirmationBody,
  type Invitation,
  invitationParams,
  invitationView,
  newInvitationBody,
  pendingClaim,
  toInvitationView,
} from './schemas';

const invitationsKeyset = keyset(['uuid'], ({ id }: Invitation) => [id]);

interface Dependencies {
  database: SpeakerDatabase;
  emailDigest: EmailDigest;
  policy: InvitationPolicy;
}

export const invitationRoutes = ({ database, emailDigest, policy }: Dependencies) => [
  route({
    method: 'post',
    path: '/speakers/:id/invitations',
    operationId: 'createInvitation',
    tag: 'Speakers',
    summary: 'Invite a person to claim a profile',
    description:
      'By a mail whose link claims the profile within 14 days; the link is in no reply. An account sends so many a day, and may have to have ' +
      'a verified address.',
    access: 'user',
    params: idParams,
    body: newInvitationBody,
    replies: { 201: invitationView },
    problems: ['forbidden', 'speaker.already-claimed', 'user.email-unverified', 'too-many-requests'],
    handle: ({ params, body, transact, ...change }) =>
      transact(async tx => {
        const invitation = await createInvitation(tx, params.id, change, body.email, policy);
        const { id, speakerId } = invitation;
        return created(`/api/v1/speakers/${speakerId}/invitations/${id}`, toInvitationView(invitation));
      }),
  }),
  route({
    method: 'post',
    path: '/speakers/:id/invitations/:invitationId/resend',
    operationId: 'resendInvitation',
    tag: 'Speakers',
    summary: 'Send an invitation again',
    description: 'For those who may change the profile. Its link is valid for 14 days from now.',
    access: 'user',
    params: invitationParams,
    replies: { 200: invitationView },
    problems: ['forbidden', 'speaker.already-claimed', 'user.email-unverified', 'too-many-requests'],
    handle: ({ params, transact, ...change }) =>
      transact(async tx => ok(toInvitationView(await resendInvitation(tx, params, change, policy)))),
  }),
  route({
    method: 'get',
    path: '/speakers/:id/invitations',
    operationId: 'listInvitations',
    tag: 'Speakers',
    summary: 'List the open invitations of a profile',
    description: 'For those who may change the profile.',
    access: 'user',
    params: idParams,
    query: z.strictObject(pageQuery),
    replies: { 200: pageOf(invitationView) },
    problems: ['forbidden'],
    async handle({ params, query: { limit, cursor, count }, caller, now }) {
      const speakerId = await requireReadable(database, params.id, caller);
      const [after] = invitationsKeyset.after(cursor) ?? [];
      const where = { speakerId, expiresAt: { gt: now } };
      const found = await database.client.invitation.findMany({
        where: { ...where, ...(after && { id: { gt: after } }) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      });
      const total = await totalOf(count, take => database.client.invitation.count({ where, take }));
      return ok(invitationsKeyset.page(found, limit, toInvitationView, total));
    },
  }),
  route({
    method: 'get',
    path: '/speakers/:id/invitations/:invitationId',
    operationId: 'getInvitation',
    tag: 'Speakers',
    summary: 'Get an invitation',
    description: 'For those who may change the profile.',
    access: 'user',
    params: invitationParams,
    replies: { 200: invitationView },
    problems: ['forbidden'],
    async handle({ params: { id, invitationId }, caller, now }) {
      const speakerId = await requireReadable(database, id, caller);
      const where = { id: invitationId, speakerId, expiresAt: { gt: now } };
      const invitation = await database.client.invitation.findFirst({ where });
      if (!invitation) throw notFound('invitation');
      return ok(toInvitationView(invitation));
    },
  }),
  route({
    method: 'delete',
    path: '/speakers/:id/invitations/:invitationId',
    operationId: 'revokeInvitation',
    tag: 'Speakers',
    summary: 'Revoke an invitation',
    description: 'For those who may change the profile. Its link is refused from then on.',
    access: 'user',
    params: invitationParams,
    replies: { 204: null },
    problems: ['forbidden'],
    handle: ({ params, caller, transact }) =>
      transact(async tx => {
        await deleteInvitation(tx, params, caller);
        return noContent();
      }),
  }),
  route({
    method: 'post',
    path: '/speakers/claims',
    operationId: 'claimSpeaker',
    tag: 'Speakers',
    summary: 'Claim a speaker profile',
    description:
      'With the token of the link in the mail. Where the address that was invited is verified as mine, the profile is linked to my account, ' +
      'and only I can change it; otherwise it is as soon as the address is, or once who invited confirms. The team of an event that it speaks at sees its address then.',
    access: 'user',
    body: claimBody,
    replies: { 200: speakerView, 202: pendingClaim },
    problems: ['invitation.not-found', 'user.has-speaker'],
    handle: ({ body, transact, ...change }) => {
      const claim = async (tx: Tx) => {
        const { speakerId, isPending } = await claimSpeaker(tx, body.token, change, emailDigest);
        if (isPending) return accepted({ claim: { speakerId, status: 'pending' } });
        return ok(await viewSpeaker(tx, speakerId, change.caller));
      };
      return transact(claim, {
        // The transaction is rolled back, so the token still claims the profile for another account.
        speakers_user_id_key: () => hasSpeaker(database.client, change.caller.userId),
      });
    },
  }),
  route({
    method: 'post',
    path: '/speakers/:id/invitations/:invitationId/confirm',
    operationId: 'confirmClaim',
    tag: 'Speakers',
    summary: 'Confirm who claims a profile',
    description:
      'By who may change the profile, where somebody has claimed it whose address is not known to be the invited one.',
    access: 'user',
    params: invitationParams,
    body: confirmationBody,
    replies: { 200: speakerView },
    problems: ['forbidden', 'invitation.not-found', 'invitation.not-claimed', 'user.has-speaker'],
    handle: ({ params, body, transact, ...change }) =>
      transact(
        async tx => ok(await viewSpeaker(tx, await confirmClaim(tx, params, change, body.userId), change.caller)),
        { speakers_user_id_key: () => problem('user.has-speaker', 'The account has another profile by now.', {}) },
      ),
  }),
];

/** @throws DomainError 404, 403: addresses are shown only to those who may invite */
async function requireReadable(database: SpeakerDatabase, id: string, caller: Caller): Promise<string> {
  const speaker = await findSpeaker(database.client, id);
  if (!speaker) throw notFound('speaker');
  if (!canChange(caller, speaker)) throw forbidden('Only those who may change the profile see its invitations.');
  return speaker.id;
}
