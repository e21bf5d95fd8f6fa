/** What is said of an event. Texts of others are null where the recipient may not be sent any. */
export interface EventFacts {
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
  venue: string | null;
  onlineUrl: string | null;
  /** Its page. */
  page: string;
}

/** What has changed of when and where a speaker is to be. */
export interface ScheduleChange {
  change: 'added' | 'moved' | 'cancelled';
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  room: string | null;
}

interface OfEvent {
  event: EventFacts;
}

interface OfPage extends OfEvent {
  /** Where the recipient finds it, and can do something about it. */
  page: string;
}

export interface Seat extends OfPage {
  hasTicket: boolean;
  /** Whether the recipient can sign in to give the seat back. */
  hasAccount: boolean;
}

/** What each kind of mail about events is made of. */
export interface Notices {
  registration_confirmed: Seat;
  registration_promoted: Seat;
  registration_waitlisted: OfPage & { position: number | null };
  registration_cancelled: OfPage & { cause: 'attendee' | 'team' };
  event_changed: OfEvent & { changed: { times: boolean; place: boolean } };
  event_cancelled: OfEvent & { reason: string | null };
  session_submitted: OfPage & { title: string | null };
  /** To who leads the event: how many there are, and the titles of some. */
  session_received: OfPage & { count: number; titles: readonly string[] };
  session_decided: OfPage & {
    title: string | null;
    status: 'accepted' | 'waitlisted' | 'rejected';
    message: string | null;
  };
  schedule_released: OfEvent & { changes: readonly ScheduleChange[] };
  offer_received: OfPage & { offer: 'owner' | 'member' | 'session-speaker'; title: string | null; expiresAt: Date };
  claim_invitation: { page: string };
  member_invitation: { page: string };
  profile_suggestion: OfPage;
  /** What the team writes; only to addresses that are verified. */
  announcement: OfEvent & { subject: string; text: string };
  retention_due: OfPage & { forgetsAt: Date };
}

export type NoticeKind = keyof Notices;
