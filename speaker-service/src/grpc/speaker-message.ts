import { type Speaker, toLinks } from '../modules/speakers';

/** What everybody may know, in the names of the proto file; the email is not among it. */
export const toMessage = (speaker: Speaker, mergedIds: readonly string[]) => ({
  id: speaker.id,
  name: speaker.name,
  tagline: speaker.tagline,
  bio: speaker.bio,
  company: speaker.company,
  job_title: speaker.jobTitle,
  location: speaker.location,
  photo_url: speaker.photoUrl ?? '',
  links: toLinks(speaker),
  topics: speaker.topics,
  languages: speaker.languages,
  merged_ids: mergedIds,
});
