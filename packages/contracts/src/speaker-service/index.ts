import { z } from 'zod';
import { defineMessage } from '../define-message';
import { erasureReceipt } from '../erasure-receipt';

const hearers = ['session-service', 'event-service'];

const speakerState = z.object({
  id: z.uuid(),
  /** The account that claimed the profile. */
  userId: z.uuid().nullable(),
  createdBy: z.uuid(),
});

export type SpeakerState = z.infer<typeof speakerState>;

export const speakerCreated = defineMessage('speaker.created.v1', hearers, speakerState);
export const speakerUpdated = defineMessage('speaker.updated.v1', hearers, speakerState);
export const speakerDeleted = defineMessage('speaker.deleted.v1', hearers, z.object({ id: z.uuid() }));
/** The person took over the profile; from now on it is theirs, and no longer its maker's. */
export const speakerClaimed = defineMessage('speaker.claimed.v1', ['session-service'], speakerState);

/** The profile `id` is no more: `into` stands for it, on its sessions too. */
export const speakerMerged = defineMessage(
  'speaker.merged.v1',
  ['session-service'],
  z.object({ id: z.uuid(), into: z.uuid() }),
);

const availability = z.object({
  id: z.uuid(),
  eventId: z.uuid(),
  intervals: z.array(z.object({ startsAt: z.iso.datetime(), endsAt: z.iso.datetime() })),
});

export type SpeakerAvailability = z.infer<typeof availability>;

/** When a speaker can come to an event: in order and apart, half-open. An empty list withdraws what was told, and says nothing. */
export const speakerAvailabilityChanged = defineMessage(
  'speaker.availability-changed.v1',
  ['session-service'],
  availability,
);

export const speakerUserErasureDone = erasureReceipt('speaker-service');
