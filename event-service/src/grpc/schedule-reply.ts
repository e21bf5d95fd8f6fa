import { link, releasedStatus, sessionLevel, sessionType, speakerRole } from '@ems/contracts';
import { z } from 'zod';
import { countOrNull, enumName, orNull } from './reply-fields';

const speaker = z
  .object({
    speaker_id: z.uuid(),
    role: enumName('SPEAKER_ROLE_', speakerRole.options, 'speaker'),
    non_binding: z.boolean(),
  })
  .transform(({ speaker_id: speakerId, role, non_binding }) => ({ speakerId, role, binding: !non_binding }));

export const session = z
  .object({
    id: z.uuid(),
    title: z.string(),
    subtitle: z.string(),
    abstract: z.string(),
    description: z.string(),
    type: enumName('SESSION_TYPE_', sessionType.options, 'other'),
    type_name: orNull,
    level: enumName('SESSION_LEVEL_', sessionLevel.options, null),
    status: enumName('SESSION_STATUS_', releasedStatus.options, 'confirmed'),
    languages: z.array(z.string()),
    duration_minutes: countOrNull,
    track_id: orNull,
    tags: z.array(z.string()),
    links: z.array(link),
    attachments: z.array(link),
    do_not_record: z.boolean(),
    license: orNull,
    logo_url: orNull,
    source_url: orNull,
    external_id: orNull,
    speakers: z.array(speaker),
  })
  .transform(
    ({
      type_name: typeName,
      duration_minutes: durationMinutes,
      track_id: trackId,
      do_not_record: doNotRecord,
      logo_url: logoUrl,
      source_url: sourceUrl,
      external_id: externalId,
      ...same
    }) => ({ ...same, typeName, durationMinutes, trackId, doNotRecord, logoUrl, sourceUrl, externalId }),
  );

export const room = z.object({ id: z.uuid(), name: z.string(), description: z.string(), capacity: countOrNull });
export const track = z.object({ id: z.uuid(), name: z.string(), color: orNull });

export const slot = z
  .object({
    id: z.uuid(),
    number: z.int().positive(),
    ordinal: z.int(),
    session_id: z.uuid(),
    room_id: z.uuid(),
    starts_at: z.iso.datetime(),
    ends_at: z.iso.datetime(),
  })
  .transform(value => ({
    id: value.id,
    number: value.number,
    ordinal: value.ordinal,
    sessionId: value.session_id,
    roomId: value.room_id,
    startsAt: new Date(value.starts_at),
    endsAt: new Date(value.ends_at),
  }));

export type Session = z.infer<typeof session>;
export type Slot = z.infer<typeof slot>;
export type Room = z.infer<typeof room>;
export type Track = z.infer<typeof track>;
