import { fieldRule } from '@ems/chassis/errors';
import { id, idOrSlug, instantOut, recorded, textBlock } from '@ems/chassis/http';
import { link, sessionLevel, sessionStatus, sessionType, speakerRole } from '@ems/contracts';
import { z } from 'zod';
import type { SessionHistory } from '../../generated/prisma/client';
import { canBeScheduled, position, withoutDefaults } from '../../shared/fields';
import { isoDates } from '../../shared/iso-dates';
import { seesSchedule } from '../events';
import { allowedActions, canSeeOffers, isInsider, sessionActions, type Viewer } from './access';
import { fields } from './fields';
import { includedRoom, includedTrack } from './included';
import { pendingOffers } from './offer';
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

export const transitionBody = z
  .strictObject({
    reason: textBlock(2_000).optional().describe('Why; kept in the history'),
    override: z
      .boolean()
      .default(false)
      .describe('Makes a transition that the table does not have; for the team, with a reason'),
  })
  .meta({ id: 'TransitionSession' });
export type TransitionBody = z.infer<typeof transitionBody>;

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

const publicSpeaker = z
  .object({
    speakerId: z.uuid().describe('Of the speaker'),
    role: speakerRole,
    position: z.int().describe('Where the speaker stands among those of the session'),
    binding: z.boolean().default(true).describe('Whether the speaker is held to one place at a time'),
  })
  .meta({ id: 'ReleasedSpeaker' });

const url = z.string().meta({ format: 'uri' }).nullable().default(null);

/** What the public sees of a session. Released schedules store it, so what is added must have a default for theirs. */
export const publicSession = {
  id: z.uuid().describe('Of the session'),
  eventId: z.uuid().describe('Of its event'),
  title: z.string().describe('What it is called'),
  subtitle: z.string().default('').describe('What the title does not say'),
  abstract: z.string().describe('In short, for lists'),
  description: z.string().describe('At length'),
  type: sessionType.describe('What kind of session it is'),
  typeName: z.string().nullable().default(null).describe('What the event itself calls this kind'),
  level: sessionLevel.nullable().describe('What it expects of its audience'),
  languages: z
    .array(z.string().meta({ format: 'language-tag' }))
    .describe('BCP 47 tags of what is spoken; none where it is not known'),
  durationMinutes: z.int().describe('How long it takes'),
  trackId: z.uuid().nullable().describe('Of its track'),
  tags: z.array(z.string()).describe('Subjects, each once'),
  links: z.array(link).default([]).describe('To pages about it'),
  attachments: z.array(link).default([]).describe('To slides, papers and the like'),
  doNotRecord: z.boolean().default(false).describe('Whether it must not be recorded'),
  license: z.string().nullable().default(null).describe('Under which a recording may be used'),
  logoUrl: url.describe('Of a picture'),
  sourceUrl: url.describe('Of its page where it comes from'),
  externalId: z.string().nullable().default(null).describe('Its id where it comes from'),
  speakers: z.array(publicSpeaker).describe('Who gives it, by position'),
  status: sessionStatus.describe('How far it has come'),
  ...recorded,
};

const sessionSpeaker = publicSpeaker
  .extend({
    name: z.string().nullable().describe('Null while it is not known here'),
    pending: z.boolean().describe('Whether the person has yet to agree'),
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
  const { released, status } = session;
  const shown = releasedSession.parse(released?.session);
  return {
    ...shown,
    speakers: shown.speakers.map(one => ({ ...one, name: names.get(one.speakerId) ?? null, pending: false })),
    status: publicStatus(status),
    slots: canBeScheduled(status) ? (released?.slots ?? []).map(isoDates) : [],
    ...(caller && { allowedActions: allowedActions(session, caller, now) }),
  };
}

/** A session as it is. */
export function toSessionView(session: SessionRow, { caller, now }: Viewer): SessionView {
  const { submitterId, expectedAudience, ...open } = session;
  const offers = canSeeOffers(session, { caller, now }) ? pendingOffers(session, now) : [];
  return {
    ...isoDates(open),
    speakers: [
      ...session.speakers.map(link => ({ ...link, name: link.speaker.name, pending: false })),
      ...offers.map(offer => ({ ...offer, name: offer.speaker.name, pending: true })),
    ],
    slots: seesSchedule(session.event, caller) ? session.slots.map(isoDates) : [],
    ...(isInsider(session, caller) && { submitterId, expectedAudience }),
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
    reason: z.string().nullable().describe('Why, where it was said'),
  })
  .meta({ id: 'SessionTransition' });

export const toHistoryView = (entry: SessionHistory) => ({
  ...isoDates(entry),
  from: entry.fromStatus,
  to: entry.toStatus,
});
