import type { Task } from '../step.ts';

const ofSchedule = (format: string) => ({
  route: `GET /api/v1/events/{id}/${format}`,
  path: `/api/v1/events/tiny-conf-$RUN/${format}`,
});

export const exportData: Task = {
  title: 'Export',
  steps: [
    {
      ...ofSchedule('schedule.json'),
      note: 'c3voc schedule v1, for conference apps. The same data gives the same bytes. A slot’s `guid` is the `externalId` of its session where that is a UUID and the slot is the first and only one, else a UUIDv5 of event, `externalId` and ordinal of the slot; without an `externalId` it is the slot’s own id. `language` is the tags, joined by `, `.',
    },
    { ...ofSchedule('schedule.xml'), note: 'The same in XML.' },
    {
      ...ofSchedule('schedule.ics'),
      note: 'iCalendar, to subscribe to: what moves raises its SEQUENCE, what goes stays as cancelled. What no standard property has is in `X-EMS-…`, such as one `X-EMS-SPEAKER` for each speaker.',
    },
    {
      ...ofSchedule('schedule.csv'),
      note: 'One line per slot; RFC 4180, safe to open in a spreadsheet. Of a link, what comes after the first blank is its label.',
    },
    { ...ofSchedule('jsonld'), note: 'schema.org, for search engines.' },
    {
      as: 'TOKEN',
      route: 'GET /api/v1/events/{id}/registrations.csv',
      path: '/api/v1/events/$EVENT/registrations.csv',
      note: 'For the team, with names and addresses; RFC 4180, safe to open in a spreadsheet.',
    },
    {
      as: 'TOKEN',
      route: 'GET /api/v1/events/{id}/speakers.csv',
      path: '/api/v1/events/$EVENT/speakers.csv',
      note: 'For the team: who is on what is no draft, with the address of whoever has agreed to speak.',
    },
    { route: 'GET /api/v1/users/me/export', as: 'ATTENDEE_TOKEN', note: 'All that user-service holds on me.' },
  ],
};
