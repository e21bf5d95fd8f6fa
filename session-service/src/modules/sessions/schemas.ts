import { fieldRule } from '@ems/chassis/errors';
import { id, idOrSlug, instantOut, textBlock } from '@ems/chassis/http';
import { type SessionAction, sessionStatus, speakerRole } from '@ems/contracts';
import { z } from 'zod';
import type { SessionHistory } from '../../generated/prisma/client';
import { canBeScheduled, position, withoutDefaults } from '../../shared/fields';
import { isoDates } from '../../shared/iso-dates';
import { isOrganizer, seesSchedule, teamRole } from '../events';
import { allowedActions, canSeeOffers, isInsider, sessionActions, type Viewer } from './access';
import { asKnownTo, isHeld, knownStatus } from './announced';
import { fields } from './fields';
import { includedRoom, includedTrack } from './included';
import { pendingOffers } from './offer';
import { publicSession, publicSpeaker } from './public-session';
import type { SessionRow } from './repository';

export const newSessionBody = z.strictObject({
  ...fields,
  eventId: idOrSlug.describe('Id or slug of the event'),
  speakerIds: z
    .array(id)
    .max(50)
    .refine(ids => new Set(ids).size === ids.length, fieldRule('duplicate', 'Each speaker once'))
    .default([])
    .describe('Who gives it'),
  submit: z.boolean().default(false).describe('Submits it at once'),
});
export type NewSession = z.infer<typeof newSessionBody>;

/** What may be changed of a session; other members are left out. */
export const sessionFields = z.object(withoutDefaults(fields));
export const sessionPatch = z.strictObject(sessionFields.shape).partial();
export type SessionPatch = z.infer<typeof sessionPatch>;

const transition = {
  note: textBlock(2_000).optional().describe('For reviewers and the team, in the history; by the team'),
  override: z
    .boolean()
    .default(false)
    .describe('Makes a transition that the table does not have; for the team, with a note'),
};
const reason = textBlock(2_000).optional().describe('Why; all who see the history see it');
const message = textBlock(5_000).optional().describe('To those who proposed it: mailed when the decision is announced');
const bodies = {
  plain: z.strictObject(transition).meta({ id: 'TransitionSession' }),
  ending: z.strictObject({ ...transition, reason }).meta({ id: 'EndSession' }),
  decision: z.strictObject({ ...transition, message }).meta({ id: 'DecideSession' }),
};

/** What may be said with each transition. */
export const transitionBodies = {
  submit: bodies.plain,
  accept: bodies.decision,
  reject: bodies.decision,
  waitlist: bodies.decision,
  confirm: bodies.plain,
  withdraw: bodies.ending,
  cancel: bodies.ending,
  reopen: bodies.plain,
} as const satisfies Record<SessionAction, z.ZodType>;
export type TransitionBody = z.infer<typeof bodies.plain> & {
  reason?: string | undefined;
  message?: string | undefined;
};

export const speakerParams = z.strictObject({
  id: id.describe('Of the session'),
  speakerId: id.describe('Of the speaker'),
});
export const speakerBody = z.strictObject({
  role: speakerRole.optional(),
  position: position.optional().describe('Where the speaker stands among those of the session'),
  binding: z.boolean().optional().describe('Whether the speaker is held to one place at a time; by default, yes'),
});
export type SpeakerBody = z.infer<typeof speakerBody>;

const sessionSpeaker = publicSpeaker
  .extend({
    name: z.string().nullable().describe('Null while it is not known here'),
    pending: z.boolean().describe('Whether the person has yet to agree'),
    email: z
      .string()
      .nullable()
      .optional()
      .describe('Where the person, who has agreed to speak at the event, gets mail; for its team, and not of a draft'),
  })
  .meta({ id: 'SessionSpeaker' });
const allowedAction = z
  .enum(sessionActions)
  .meta({ id: 'AllowedSessionAction', description: 'What may be done with a session' });

const sessionSlot = z
  .object({
    id: z.uuid().describe('Of the slot'),
    number: z.int().describe('For formats that know slots by an integer'),
    roomId: z.uuid().describe('Where'),
    room: includedRoom.optional().meta({ description: 'With `include=room`' }),
    startsAt: instantOut.describe('When it begins'),
    endsAt: instantOut.describe('When it ends'),
  })
  .meta({ id: 'SessionSlot' });

export const sessionView = z
  .object({
    ...publicSession,
    speakers: z.array(sessionSpeaker).meta({
      description:
        'A `name` is null while it is not known here. Who is `pending` has been offered the part and has not agreed yet: shown to own people and the team.',
    }),
    track: includedTrack.nullable().optional().meta({ description: 'With `include=track`' }),
    expectedAudience: z
      .int()
      .nullable()
      .optional()
      .describe('How many people the room should hold; for own people and the team'),
    announcedStatus: sessionStatus
      .optional()
      .describe('What its own people know, while a decision is held; for reviewers and the team'),
    submitterId: z.uuid().optional().describe('Who proposed it; for own people and the team'),
    slots: z.array(sessionSlot).describe('When and where it takes place'),
    allowedActions: z.array(allowedAction).optional().describe('What the caller may do with it now'),
  })
  .meta({ id: 'Session' });

export type SessionView = z.infer<typeof sessionView>;

const releasedSession = z.object(publicSession);

/** What is shown of the status of a session that was released: why it is off is not for everybody. */
const publicStatus = (status: SessionRow['status']) =>
  canBeScheduled(status) ? 'confirmed' : status === 'withdrawn' ? 'withdrawn' : 'cancelled';

/**
 * A session as it was released, with its true status; what takes place no more has no slots.
 * @param names of its speakers as they are now, by the ids that they had
 */
export function toReleasedView(
  session: SessionRow,
  { caller, now }: Viewer,
  names: ReadonlyMap<string, string>,
): SessionView {
  const { released } = session;
  const status = knownStatus(session);
  const shown = releasedSession.parse(released?.session);
  return {
    ...shown,
    speakers: shown.speakers.map(one => ({ ...one, name: names.get(one.speakerId) ?? null, pending: false })),
    status: publicStatus(status),
    slots: canBeScheduled(status) ? (released?.slots ?? []).map(isoDates) : [],
    ...(caller && { allowedActions: allowedActions(asKnownTo(session, caller), caller, now) }),
  };
}

/** A session as it is, as far as the viewer may know. */
export function toSessionView(stored: SessionRow, { caller, now }: Viewer): SessionView {
  const session = asKnownTo(stored, caller);
  const { submitterId, expectedAudience, announcedStatus, ...open } = session;
  const isTeam = isOrganizer(teamRole(session.event, caller));
  const offers = canSeeOffers(session, { caller, now }) ? pendingOffers(session, now) : [];
  return {
    ...isoDates(open),
    speakers: [
      ...session.speakers.map(({ email = null, ...link }) => ({
        ...link,
        name: link.speaker.name,
        pending: false,
        ...(isTeam && { email: session.status === 'draft' ? null : email }),
      })),
      ...offers.map(offer => ({ ...offer, name: offer.speaker.name, pending: true, ...(isTeam && { email: null }) })),
    ],
    slots: seesSchedule(session.event, caller) ? session.slots.map(isoDates) : [],
    ...(isInsider(session, caller) && { submitterId, expectedAudience }),
    ...(announcedStatus && isHeld(session) && { announcedStatus }),
    ...(caller && { allowedActions: allowedActions(session, caller, now) }),
  };
}

/** One transition of a session; the first has no `from`. */
export const historyView = z
  .object({
    at: instantOut.describe('When'),
    actorId: z.uuid().describe('Who did it'),
    action: z.string().describe('What was done'),
    from: sessionStatus.nullable().describe('The status before; null for the first'),
    to: sessionStatus.describe('The status after'),
    override: z.boolean().describe('Whether a team went round the table of transitions'),
    reason: z.string().nullable().describe('Why it is off, where that was said'),
    message: z.string().nullable().describe('What the team wrote to those who proposed it'),
    note: z.string().nullable().optional().describe('For reviewers and the team: what is said among them'),
    held: z.boolean().optional().describe("For reviewers and the team: whether the session's own people do not see it"),
  })
  .meta({ id: 'SessionTransition' });

/** @param isKnown whether the viewer sees what is held; to others it leads from what they know */
export const toHistoryView = ({ note, held, ...entry }: SessionHistory, isKnown: boolean) => ({
  ...isoDates(entry),
  from: isKnown ? entry.fromStatus : (entry.announcedFrom ?? entry.fromStatus),
  to: entry.toStatus,
  ...(isKnown && { note, held }),
});
