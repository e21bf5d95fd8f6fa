import type { NoticeKind } from '../mail';

/** Kinds of mail that the team of an event may turn off for it. */
export const eventKinds = [
  'registration_confirmed',
  'registration_waitlisted',
  'registration_promoted',
  'registration_cancelled',
  'event_changed',
  'event_cancelled',
  'session_submitted',
  'session_received',
  'session_decided',
  'schedule_released',
] as const satisfies readonly NoticeKind[];

/** Kinds of mail that whoever gets them may turn off: all but those about the account itself. */
export const noticeKinds = [
  ...eventKinds,
  'offer_received',
  'claim_invitation',
  'member_invitation',
  'profile_suggestion',
  'announcement',
  'retention_due',
] as const satisfies readonly NoticeKind[];

/** As the API writes a kind. */
export type KindName<Kind extends string = NoticeKind> = Kind extends `${infer Noun}_${infer Fact}`
  ? `${Noun}-${Fact}`
  : Kind;

/** No kind has more than two words. */
export const nameOf = <Kind extends string>(kind: Kind) => kind.replace('_', '-') as KindName<Kind>;

const kindsByName: ReadonlyMap<string, NoticeKind> = new Map(noticeKinds.map(kind => [nameOf(kind), kind]));

/** The kind of a name; undefined where there is none. */
export const kindOf = (name: string): NoticeKind | undefined => kindsByName.get(name);
