import { randomUUID } from 'node:crypto';
import type { Api } from '@ems/chassis/testing';
import type { Running } from './start';

/** Everybody who can stand in some relation to a profile. The maker's ends when the person claims it. */
export const roles = [
  'nobody',
  'stranger',
  'maker',
  'former maker',
  'person',
  'admin',
  'admin over a claimed profile',
] as const;
export type Role = (typeof roles)[number];

export interface Profile {
  id: string;
  /** Another profile of the same maker. */
  twin: string;
  email: string;
  /** In the name of this profile only. */
  word: string;
  /** Of an invitation to this profile; of one to another where this one is claimed. */
  token: string;
  invitationId: string;
  maker: string;
  person: string;
}

const claimed: ReadonlySet<Role> = new Set(['former maker', 'person', 'admin over a claimed profile']);

/** A profile as it has to stand for the role to make sense. */
export async function profileOf(running: Running, role: Role): Promise<Profile> {
  const [maker, person, word] = [randomUUID(), randomUUID(), `w${randomUUID().replaceAll('-', '')}`];
  const email = `${word}@example.org`;
  const make = async (name: string) =>
    (await running.as(maker)('post', '/speakers', { name, email: name === word ? email : null })).body.id as string;
  const invite = async (id: string) => (await running.as(maker)('post', `/speakers/${id}/invitations`, { email })).body;
  const [id, twin] = [await make(word), await make('Twin')];
  const invitation = await invite(id);
  const profile = { id, twin, email, word, maker, person, invitationId: invitation.id, token: invitation.token };
  if (!claimed.has(role)) return profile;
  await claimAs(running, invitation.token, person);
  return { ...profile, token: (await invite(await make('Another'))).token };
}

export async function claimAs(running: Running, token: string, userId: string): Promise<void> {
  const { status } = await running.as(userId)('post', '/speakers/claims', { token });
  if (status !== 200) throw new Error(`the claim was answered ${status}`);
}

/** The caller who plays the role. */
export function who(running: Running, role: Role, { maker, person }: Profile): Api {
  if (role === 'nobody') return running.as();
  if (role === 'stranger') return running.as(randomUUID());
  if (role === 'maker' || role === 'former maker') return running.as(maker);
  return role === 'person' ? running.as(person) : running.as(randomUUID(), 'admin');
}
