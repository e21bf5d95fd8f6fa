import { forbidden, invalidField } from '@ems/chassis/errors';
import type { SessionAction, SessionStatus } from '@ems/contracts';
import { problem } from '../../shared/problem';

export type Status = SessionStatus;

/** Each action, and where it leads when a team overrides the table. */
const actions = {
  submit: 'submitted',
  accept: 'accepted',
  reject: 'rejected',
  waitlist: 'waitlisted',
  confirm: 'confirmed',
  withdraw: 'withdrawn',
  cancel: 'cancelled',
  reopen: 'submitted',
} as const satisfies Record<SessionAction, Status>;
export type Action = keyof typeof actions;
export const actionNames = Object.keys(actions) as Action[];

/** What a committee decides on a proposal. */
export type Decision = 'accepted' | 'waitlisted' | 'rejected';

export const isDecision = (action: Action): boolean =>
  action === 'accept' || action === 'waitlist' || action === 'reject';

/** `speaker`: the submitter, or who claimed a speaker's profile on the session. */
export type Party = 'speaker' | 'team';

type Transition = readonly [from: Status, action: Action, to: Status, ...by: Party[]];

/** Every transition that needs no override. */
const transitions: readonly Transition[] = [
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
  ['accepted', 'cancel', 'cancelled', 'team'],
  ['confirmed', 'reopen', 'accepted', 'team'],
  ['confirmed', 'withdraw', 'withdrawn', 'speaker'],
  ['confirmed', 'cancel', 'cancelled', 'team'],
  ['rejected', 'reopen', 'submitted', 'team'],
  ['rejected', 'accept', 'accepted', 'team'],
  ['withdrawn', 'reopen', 'submitted', 'team'],
  ['cancelled', 'reopen', 'accepted', 'team'],
];

/** What a caller is to one session at one moment. */
export interface CallerRelation {
  parties: readonly Party[];
  cfpOpen: boolean;
}

const isOf = (parties: readonly Party[], by: readonly Party[]) => by.some(party => parties.includes(party));

/** A proposal comes in while the call for papers is open; a team needs no call. */
const waitsForCfp = (action: Action, { parties, cfpOpen }: CallerRelation) =>
  action === 'submit' && !cfpOpen && !parties.includes('team');

/** The actions that would now succeed without override. */
export const allowedTransitions = (status: Status, relation: CallerRelation): Action[] =>
  transitions
    .filter(
      ([from, action, , ...by]) => from === status && isOf(relation.parties, by) && !waitsForCfp(action, relation),
    )
    .map(([, action]) => action);

export interface TransitionRequest extends CallerRelation {
  from: Status;
  action: Action;
  override: boolean;
  note: string | undefined;
}

/**
 * Decides one transition of a session.
 * @returns the new status, and whether it took an override to get there
 * @throws DomainError 403 for what this caller may never do, 409 for what is not possible now, 400 for an override without a note
 */
export function decideTransition(request: TransitionRequest): { to: Status; override: boolean } {
  const { from, action, parties, override, note } = request;
  const isTeam = parties.includes('team');
  if (override && !isTeam) throw forbidden("Only the event's team may override the order of transitions.");
  if (note !== undefined && !isTeam) throw forbidden("Notes are those of the event's team.");
  if (!isTeam && !transitions.some(([, name, , ...by]) => name === action && isOf(parties, by))) {
    throw forbidden(`You may not ${action} this session.`);
  }
  const legal = transitions.find(([at, name, , ...by]) => at === from && name === action && isOf(parties, by));
  if (legal && waitsForCfp(action, request)) throw problem('cfp.closed', 'The call for papers is not open.');
  if (legal) return { to: legal[2], override: false };
  const to = transitions.find(([at, name]) => at === from && name === action)?.[2] ?? actions[action];
  if (!override || to === from) {
    const allowed = allowedTransitions(from, request);
    throw problem('session.illegal-transition', `A session that is ${from} cannot be ${to} this way.`, {
      from,
      to,
      allowed,
    });
  }
  if (!note) throw invalidField('#/note', 'required', 'An override needs a note.');
  return { to, override: true };
}
