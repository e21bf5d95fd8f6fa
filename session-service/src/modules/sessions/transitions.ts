import { conflict, forbidden, invalidField } from '@ems/chassis/errors';
import type { states } from '../../shared/fields';

export type State = (typeof states)[number];

/** Each action, and where it leads when a team overrides the table. */
export const actions = {
  submit: 'submitted',
  accept: 'accepted',
  reject: 'rejected',
  waitlist: 'waitlisted',
  confirm: 'confirmed',
  withdraw: 'withdrawn',
  cancel: 'canceled',
  reopen: 'submitted',
} as const satisfies Record<string, State>;
export type Action = keyof typeof actions;
export const actionNames = Object.keys(actions) as Action[];

/** `speaker`: the submitter, or who claimed a speaker's profile on the session. */
export type Party = 'speaker' | 'team';

type Step = readonly [from: State, action: Action, to: State, ...by: Party[]];

/** The table of domain.md: every step that needs no override. */
export const steps: readonly Step[] = [
  ['draft', 'submit', 'submitted', 'speaker', 'team'],
  ['submitted', 'accept', 'accepted', 'team'],
  ['submitted', 'waitlist', 'waitlisted', 'team'],
  ['submitted', 'reject', 'rejected', 'team'],
  ['submitted', 'withdraw', 'withdrawn', 'speaker'],
  ['waitlisted', 'reopen', 'submitted', 'team'],
  ['waitlisted', 'accept', 'accepted', 'team'],
  ['waitlisted', 'reject', 'rejected', 'team'],
  ['waitlisted', 'withdraw', 'withdrawn', 'speaker'],
  ['accepted', 'reopen', 'submitted', 'team'],
  ['accepted', 'waitlist', 'waitlisted', 'team'],
  ['accepted', 'reject', 'rejected', 'team'],
  ['accepted', 'confirm', 'confirmed', 'speaker', 'team'],
  ['accepted', 'withdraw', 'withdrawn', 'speaker'],
  ['accepted', 'cancel', 'canceled', 'team'],
  ['confirmed', 'reopen', 'accepted', 'team'],
  ['confirmed', 'withdraw', 'withdrawn', 'speaker'],
  ['confirmed', 'cancel', 'canceled', 'team'],
  ['rejected', 'reopen', 'submitted', 'team'],
  ['rejected', 'accept', 'accepted', 'team'],
  ['withdrawn', 'reopen', 'submitted', 'team'],
  ['canceled', 'reopen', 'accepted', 'team'],
];

/** What somebody is to one session at one moment. */
export interface Standing {
  parties: readonly Party[];
  cfpOpen: boolean;
}

const isOf = (parties: readonly Party[], by: readonly Party[]) => by.some(party => parties.includes(party));

/** A proposal comes in while the call for papers is open; a team needs no call. */
const waitsForCfp = (action: Action, { parties, cfpOpen }: Standing) =>
  action === 'submit' && !cfpOpen && !parties.includes('team');

/** The actions that would now succeed without override. */
export const allowedSteps = (state: State, standing: Standing): Action[] =>
  steps
    .filter(([from, action, , ...by]) => from === state && isOf(standing.parties, by) && !waitsForCfp(action, standing))
    .map(([, action]) => action);

export interface Attempt extends Standing {
  from: State;
  action: Action;
  override: boolean;
  reason: string | undefined;
}

/**
 * Decides one step of a session.
 * @returns the new state, and whether it took an override to get there
 * @throws DomainError 403 for what this caller may never do, 409 for what is not possible now, 400 for an override without reason
 */
export function decideTransition(attempt: Attempt): { to: State; override: boolean } {
  const { from, action, parties, override, reason } = attempt;
  const isTeam = parties.includes('team');
  if (override && !isTeam) throw forbidden("Only the event's team may override the order of steps.");
  if (!isTeam && !steps.some(([, name, , ...by]) => name === action && isOf(parties, by))) {
    throw forbidden(`You may not ${action} this session.`);
  }
  const step = steps.find(([at, name, , ...by]) => at === from && name === action && isOf(parties, by));
  if (step && waitsForCfp(action, attempt)) throw conflict('session.cfp-closed', 'The call for papers is not open.');
  if (step) return { to: step[2], override: false };
  const to = steps.find(([at, name]) => at === from && name === action)?.[2] ?? actions[action];
  if (!override || to === from) {
    const allowed = allowedSteps(from, attempt);
    throw conflict('session.illegal-transition', `A session that is ${from} cannot be ${to} this way.`, {
      from,
      to,
      allowed,
    });
  }
  if (!reason) throw invalidField('#/reason', 'required', 'An override needs a reason.');
  return { to, override: true };
}

/** Only these may have slots; who leaves them frees theirs. */
export const maySchedule = (state: State): boolean => state === 'accepted' || state === 'confirmed';
