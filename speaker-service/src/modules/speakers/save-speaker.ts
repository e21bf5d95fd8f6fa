import { type Statement, statement } from '@ems/chassis/database';
import type { Speaker } from './schemas';

/** A profile's next version: all that its people write of it. */
export const updateSpeaker = (speaker: Speaker): Statement => statement`
  UPDATE speakers SET name = ${speaker.name}, tagline = ${speaker.tagline}, bio = ${speaker.bio}, company = ${speaker.company},
    job_title = ${speaker.jobTitle}, location = ${speaker.location}, photo_url = ${speaker.photoUrl},
    links = ${JSON.stringify(speaker.links)}::jsonb, topics = ${speaker.topics}, languages = ${speaker.languages},
    email = ${speaker.email}, version = ${speaker.version}, updated_at = ${speaker.updatedAt}
  WHERE id = ${speaker.id}::uuid`;
