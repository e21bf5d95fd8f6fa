/** One entry of a schedule file, on the one day that {@link scheduleFile} has; with what else is said of it. */
export const entry = (id: number, title: string, start: string, more: object = {}) => ({
  id,
  guid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
  date: `2027-06-05T${start}:00+02:00`,
  start,
  duration: '01:00',
  title,
  subtitle: null,
  track: 'Web',
  type: 'lecture',
  language: 'en',
  abstract: null,
  description: null,
  persons: [],
  links: [],
  ...more,
});

/** A c3voc schedule of one day. @param rooms the entries by room */
export const scheduleFile = (acronym: string, rooms: Record<string, object[]>) => ({
  schedule: {
    version: '1',
    base_url: 'https://example.org/',
    conference: {
      acronym,
      title: `One Day of ${acronym}`,
      time_zone_name: 'Europe/Berlin',
      days: [{ index: 1, date: '2027-06-05', rooms }],
    },
  },
});
