import type { Db, Tx } from '../../shared/database';
import type { Notice, NoticeKind } from '../mail';
import { type KindName, kindOf, nameOf } from './kinds';

/** Of each kind whether its mails are sent. */
export type Switches<Kind extends NoticeKind = NoticeKind> = Record<KindName<Kind>, boolean>;

/** Whether the recipient, or the event's team, does not want mails of the kind to be sent. */
export async function isUnwanted(tx: Tx, recipient: string, { kind, eventId }: Notice): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ unwanted: boolean }[]>`
    SELECT EXISTS (SELECT FROM unsubscriptions WHERE recipient = ${recipient} AND kind = ${kind})
      OR EXISTS (SELECT FROM muted_kinds WHERE event_id = ${eventId}::uuid AND kind = ${kind}) AS unwanted`;
  return found?.unwanted ?? false;
}

function switchesOf<Kind extends NoticeKind>(kinds: readonly Kind[], off: readonly { kind: string }[]): Switches<Kind> {
  const isOff = new Set(off.map(({ kind }) => kind));
  return Object.fromEntries(kinds.map(kind => [nameOf(kind), !isOff.has(kind)])) as Switches<Kind>;
}

/** Which kinds of mail a recipient gets. */
export const readSubscriptions = async <Kind extends NoticeKind>(
  db: Db | Tx,
  recipient: string,
  kinds: readonly Kind[],
): Promise<Switches<Kind>> => switchesOf(kinds, await db.unsubscription.findMany({ where: { recipient } }));

/** Which kinds of mail are sent for an event. */
export const readEventSwitches = async <Kind extends NoticeKind>(
  db: Db | Tx,
  eventId: string,
  kinds: readonly Kind[],
): Promise<Switches<Kind>> => switchesOf(kinds, await db.mutedKind.findMany({ where: { eventId } }));

type Changes = Partial<Record<string, boolean>>;

const named = (changes: Changes, wanted: boolean): NoticeKind[] =>
  Object.entries(changes).flatMap(([name, isOn]) => (isOn === wanted ? (kindOf(name) ?? []) : []));

/** Ends or begins kinds of mail for a recipient; those that are not named stay as they are. */
export async function changeSubscriptions(tx: Tx, recipient: string, changes: Changes): Promise<void> {
  await tx.unsubscription.deleteMany({ where: { recipient, kind: { in: named(changes, true) } } });
  await tx.$executeRaw`
    INSERT INTO unsubscriptions (recipient, kind) SELECT ${recipient}, unnest(${named(changes, false)}::text[])
    ON CONFLICT DO NOTHING`;
}

/** The same for all who take part in an event. */
export async function changeEventSwitches(tx: Tx, eventId: string, changes: Changes): Promise<void> {
  await tx.mutedKind.deleteMany({ where: { eventId, kind: { in: named(changes, true) } } });
  await tx.$executeRaw`
    INSERT INTO muted_kinds (event_id, kind) SELECT ${eventId}::uuid, unnest(${named(changes, false)}::text[])
    ON CONFLICT DO NOTHING`;
}
