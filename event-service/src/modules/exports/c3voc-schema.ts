import { z } from 'zod';

const person = z
  .object({
    guid: z.uuid().describe('Of the speaker'),
    code: z.string().describe('A short id'),
    name: z.string().describe('What the person is called'),
    public_name: z.string().describe('The same'),
    avatar: z.string().nullable().describe('The address of a picture'),
    biography: z.string().nullable().describe('About the person'),
    url: z.string().describe('Of the profile'),
  })
  .meta({ id: 'C3vocPerson' });

const reference = z
  .object({ url: z.string().describe('Its address'), title: z.string().describe('What it leads to') })
  .meta({ id: 'C3vocReference' });

const entry = z
  .object({
    guid: z.uuid().describe('Of the slot: what its session is known by elsewhere, or made of that, or its own id'),
    id: z.int().describe('The number of the slot'),
    date: z.iso.datetime({ offset: true }).describe('When it begins'),
    start: z.string().describe('The same by the clock, as 09:30'),
    duration: z.string().describe('Hours and minutes, as 0:45'),
    room: z.string().describe('Its name'),
    slug: z.string().describe('For addresses and names of files'),
    url: z.string().describe('Of the session'),
    title: z.string().describe('What it is called'),
    subtitle: z.string().nullable().describe('What the title does not say'),
    track: z.string().nullable().describe('Its name'),
    type: z.string().describe('What the event calls its kind, or what we do'),
    language: z.string().nullable().describe('BCP 47 tags, joined by comma and blank'),
    abstract: z.string().nullable().describe('In short'),
    description: z.string().nullable().describe('At length'),
    recording_license: z.string().describe('Empty where it is not known'),
    do_not_record: z.boolean().describe('Whether it must not be recorded'),
    logo: z.string().optional().describe('The address of a picture'),
    origin_url: z.string().optional().describe('Of its page where it comes from'),
    persons: z.array(person).describe('Who gives it'),
    links: z.array(reference).describe('To pages about it'),
    attachments: z.array(reference).describe('To slides, papers and the like'),
  })
  .meta({ id: 'C3vocEvent' });

const day = z
  .object({
    index: z.int().describe('From 1'),
    date: z.iso.date().describe('By the zone of the event'),
    day_start: z.iso.datetime({ offset: true }).describe('When the day begins'),
    day_end: z.iso.datetime({ offset: true }).describe('When the next one begins'),
    rooms: z.record(z.string(), z.array(entry)).describe('What takes place, by the name of the room'),
  })
  .meta({ id: 'C3vocDay' });

const conference = z
  .object({
    acronym: z.string().describe('A short name'),
    title: z.string().describe('What it is called'),
    start: z.iso.date().describe('The first day'),
    end: z.iso.date().describe('The last day'),
    daysCount: z.int().describe('How many days it has'),
    timeslot_duration: z.string().describe('The grid that it may be drawn in'),
    time_zone_name: z.string().optional().describe('IANA zone, where the format knows it'),
    url: z.string().describe('Of the event'),
    logo: z.string().optional().describe('The address of a picture'),
    colors: z
      .object({ primary: z.string().describe('Red, green and blue') })
      .optional()
      .describe('Of the event'),
    tracks: z
      .array(
        z.object({
          name: z.string().describe('What it is called'),
          slug: z.string().describe('For addresses'),
          color: z.string().optional().describe('Red, green and blue'),
        }),
      )
      .describe('All tracks'),
    rooms: z
      .array(
        z.object({
          name: z.string().describe('What it is called'),
          slug: z.string().describe('For addresses'),
          guid: z.uuid().describe('Of the room'),
          description: z.string().nullable().describe('What it is, and how to find it'),
          capacity: z.int().nullable().describe('How many people it holds'),
        }),
      )
      .describe('All rooms'),
    days: z.array(day).describe('All days'),
  })
  .meta({ id: 'C3vocConference' });

/** Version 1 of the schedule that c3voc publishes a JSON Schema of. */
export const c3vocSchedule = z
  .object({
    $schema: z.string().describe('The schema of the format'),
    generator: z
      .object({
        name: z.string().describe('Of the program'),
        version: z.string().describe('Of the program'),
        url: z.string().describe('Where it runs'),
      })
      .describe('What has made it'),
    schedule: z
      .object({
        version: z.string().describe('Changes with the content, and only then'),
        base_url: z.string().describe('Where it comes from'),
        conference: conference.describe('The event'),
      })
      .describe('The schedule'),
  })
  .meta({ id: 'C3vocSchedule' });
