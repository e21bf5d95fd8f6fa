import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { tokenOf, verifyEmail } from './accounts';
import type { Api, App } from './start';

/** Everybody who can have a relation to a profile. The creator's ends when the person claims it. */
export const roles = [
  'nobody',
  'stranger',
  'creator',
  'former creator',
  'person',
  'admin',
  'admin over a claimed profile',
] as const;
export type Role = (typeof roles)[number];

export interface Profile {
  id: string;
  /** Another profile of the same creator. */
  twin: string;
  email: string;
  /** In the name of this profile only. */
  word: string;
  /** Of an invitation to this profile; of one to another where this one is claimed. */
  token: string | undefined;
  invitationId: string;
  creator: string;
  person: string;
}

const claimed: ReadonlySet<Role> = new Set(['former creator', 'person', 'admin over a claimed profile']);

/** A profile in the state that the role needs. */
export async function profileOf(running: App, role: Role): Promise<Profile> {
  const [creator, person, word] = [randomUUID(), randomUUID(), `w${randomUUID().replaceAll('-', '')}`];
  const email = `${word}@example.org`;
  const make = async (name: string) =>
    expectStatus(await running.as(creator)('post', '/speakers', { name, email: name === word ? email : null }), 201)
      .body.id as string;
  const invite = async (id: string) =>
    expectStatus(await running.as(creator)('post', `/speakers/${id}/invitations`, { email }), 201).body;
  const [id, twin] = [await make(word), await make('Twin')];
  const invitation = await invite(id);
  const profile = {
    id,
    twin,
    email,
    word,
    creator,
    person,
    invitationId: invitation.id,
    token: tokenOf(invitation.id),
  };
  if (!claimed.has(role)) return profile;
  await claimAs(running, invitation, person);
  return { ...profile, token: tokenOf((await invite(await make('Another'))).id) };
}

/** By somebody who is known to have the invited address. */
export async function claimAs(
  running: App,
  { id, email }: { id: string; email: string },
  userId: string,
): Promise<void> {
  await verifyEmail(running, userId, email);
  expectStatus(await running.as(userId)('post', '/speakers/claims', { token: tokenOf(id) }), 200);
}

/** The caller who plays the role. */
export function callerAs(running: App, role: Role, { creator, person }: Profile): Api {
  if (role === 'nobody') return running.as();
  if (role === 'stranger') return running.as(randomUUID());
  if (role === 'creator' || role === 'former creator') return running.as(creator);
  return role === 'person' ? running.as(person) : running.as(randomUUID(), 'admin');
}
