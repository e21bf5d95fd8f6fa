import type { Prisma } from '../../generated/prisma/client';
import type { EventDetails } from '../../replicas/events';
import type { Tx } from '../../shared/database';
import type { EventFacts, Notice, NoticeKind, Notices, Recipient } from '../mail';
import type { KnownEvent } from './event-facts';
import { changesOf, type EventPlan } from './event-news';
import { listOrganizersOf } from './people';
import { takeScheduleNews } from './speaker-schedule';

/** What a mail about an event is made from. */
export interface Source {
  tx: Tx;
  notice: Notice;
  recipient: Recipient;
  event: KnownEvent;
  facts: EventFacts;
  /** Whether the mail may say what others have written. */
  isOpen: boolean;
  webUrl: string;
}

/** Kinds of mail that tell of an event which is known here; the others are fixed texts to addresses. */
export type EventNoticeKind = Exclude<NoticeKind, 'claim_invitation' | 'member_invitation'>;

type Sources = { [Kind in EventNoticeKind]: (source: Source) => Promise<Notices[Kind] | undefined> };

/** The registration that a mail is about, where it still has the status of which the mail tells. */
export async function findRegistration({ tx, notice }: Pick<Source, 'tx' | 'notice'>, status: string) {
  const registration = await tx.registrationReplica.findUnique({ where: { id: notice.registrationId ?? notice.id } });
  return registration?.status === status && !registration.forgotten ? registration : undefined;
}

/** Where somebody finds their tickets; without an account there is only the event. */
const ticketPage = ({ recipient, webUrl, facts }: Source) =>
  recipient.userId === null ? facts.page : `${webUrl}/tickets`;

const isOver = ({ event }: Source) => event.status !== 'published';

async function seat(source: Source) {
  const registration = await findRegistration(source, 'confirmed');
  if (!registration || isOver(source)) return undefined;
  return {
    event: source.facts,
    page: ticketPage(source),
    hasTicket: registration.sealedTicket !== null,
    hasAccount: source.recipient.userId !== null,
  };
}

async function findSession({ tx, notice }: Source) {
  const session = await tx.sessionReplica.findUnique({ where: { id: notice.sessionId ?? notice.id } });
  return session?.deleted ? undefined : (session ?? undefined);
}

const sessionPage = ({ facts, notice }: Source) => `${facts.page}/sessions/${notice.sessionId}`;

const open = <Text>({ isOpen }: Source, text: Text | undefined): Text | null => (isOpen ? (text ?? null) : null);

const json = <Shape>({ notice }: Source) => notice.facts as Prisma.JsonObject & Shape;

async function isLeading({ tx, event, recipient }: Source): Promise<boolean> {
  const organizers = (await listOrganizersOf(tx, [event.id])).get(event.id);
  return recipient.userId !== null && organizers?.includes(recipient.userId) === true;
}

/** Of so many proposals a mail has the titles. */
const mostTitles = 20;

/** Of each kind what its mail says; undefined where that is no longer so. */
const sources: Sources = {
  registration_confirmed: seat,
  registration_promoted: seat,
  async registration_waitlisted(source) {
    const registration = await findRegistration(source, 'waitlisted');
    if (!registration || isOver(source)) return undefined;
    return { event: source.facts, page: ticketPage(source), position: registration.position };
  },
  async registration_cancelled(source) {
    // Of a cancelled event there is a mail of its own.
    if (!(await findRegistration(source, 'cancelled')) || isOver(source)) return undefined;
    const { cause = 'attendee' } = json<{ cause?: 'attendee' | 'team' }>(source);
    return { event: source.facts, page: source.facts.page, cause };
  },
  async event_changed(source) {
    const { before } = json<{ before: EventPlan }>(source);
    const { event } = source;
    const after = {
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
      timezone: event.timezone,
      ...(event.details as EventDetails),
    };
    const changed = changesOf(before, after);
    if (isOver(source) || !(changed.times || changed.place)) return undefined;
    return { event: source.facts, changed };
  },
  async event_cancelled(source) {
    if (source.event.status !== 'cancelled') return undefined;
    const { cancelReason } = source.event.details as EventDetails;
    return { event: source.facts, reason: open(source, cancelReason) };
  },
  async session_submitted(source) {
    const session = await findSession(source);
    if (!session || ['draft', 'withdrawn'].includes(session.announcedStatus)) return undefined;
    // Whose event it is may have become known only now.
    if (await isLeading(source)) return undefined;
    return { event: source.facts, page: sessionPage(source), title: open(source, session.title) };
  },
  async session_received(source) {
    const { sessionIds } = json<{ sessionIds: string[] }>(source);
    const proposals = await source.tx.sessionReplica.findMany({
      where: { id: { in: sessionIds }, deleted: false, announcedStatus: { notIn: ['draft', 'withdrawn'] } },
      orderBy: { id: 'asc' },
    });
    const [first] = proposals;
    // Who has left the team while the mail waited is told no more of what it gets.
    if (!first || isOver(source) || !(await isLeading(source))) return undefined;
    return {
      event: source.facts,
      page: proposals.length === 1 ? `${source.facts.page}/sessions/${first.id}` : source.facts.page,
      count: proposals.length,
      titles: source.isOpen ? proposals.slice(0, mostTitles).map(({ title }) => title) : [],
    };
  },
  async session_decided(source) {
    if (!(await findSession(source))) return undefined;
    const { title, status, message } = json<{
      title: string;
      status: Notices['session_decided']['status'];
      message?: string;
    }>(source);
    return {
      event: source.facts,
      page: sessionPage(source),
      title: open(source, title),
      status,
      message: open(source, message),
    };
  },
  async schedule_released(source) {
    const { tx, notice, event, recipient, facts } = source;
    const changes = await takeScheduleNews(tx, { ...notice, eventId: event.id }, recipient);
    if (changes.length === 0 || isOver(source)) return undefined;
    return {
      event: facts,
      changes: changes.map(({ change, slot }) => ({
        change,
        title: open(source, slot.title),
        startsAt: new Date(slot.startsAt),
        endsAt: new Date(slot.endsAt),
        room: open(source, slot.room),
      })),
    };
  },
  async offer_received(source) {
    const { offer, expiresAt } = json<{ offer: Notices['offer_received']['offer']; expiresAt: string }>(source);
    const session = source.notice.sessionId === null ? undefined : await findSession(source);
    return {
      event: source.facts,
      page: `${source.webUrl}/offers`,
      offer,
      title: open(source, session?.title),
      expiresAt: new Date(expiresAt),
    };
  },
  async profile_suggestion(source) {
    return { event: source.facts, page: `${source.webUrl}/offers` };
  },
  async announcement(source) {
    const { tx, notice, recipient, facts } = source;
    const announcement = await tx.announcement.findUnique({ where: { id: notice.announcementId ?? '' } });
    // Whose address is another one since then has not shown yet that it is theirs.
    if (!announcement || !recipient.isVerified) return undefined;
    return { event: facts, subject: announcement.subject, text: announcement.text };
  },
  async retention_due(source) {
    const { forgetsAt } = json<{ forgetsAt: string }>(source);
    return { event: source.facts, page: `${source.facts.page}/door`, forgetsAt: new Date(forgetsAt) };
  },
};

/** What a mail of a kind says; undefined where there is nothing to tell any more. */
export const readSource = <Kind extends EventNoticeKind>(
  kind: Kind,
  source: Source,
): Promise<Notices[Kind] | undefined> => sources[kind](source);
