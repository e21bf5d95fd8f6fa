/** Whatever a column may be called, folded to letters and digits. */
const names = {
  title: ['title', 'name', 'session', 'sessiontitle', 'talk', 'summary', 'titel', 'proposaltitle'],
  startsAt: [
    'start',
    'starts',
    'startsat',
    'starttime',
    'begin',
    'beginn',
    'scheduledat',
    'startdatetime',
    'datetime',
    'from',
    'von',
  ],
  endsAt: ['end', 'ends', 'endsat', 'endtime', 'ende', 'enddatetime', 'to', 'until', 'bis'],
  date: ['date', 'day', 'datum', 'tag', 'startdate'],
  clock: ['time', 'uhrzeit', 'clock'],
  endClock: [],
  duration: ['duration', 'durationminutes', 'length', 'minutes', 'dauer'],
  room: ['room', 'location', 'venue', 'raum', 'ort', 'stage', 'hall'],
  subtitle: ['subtitle', 'untertitel'],
  abstract: ['abstract', 'summarytext', 'shortdescription', 'teaser'],
  description: ['description', 'beschreibung', 'longdescription', 'details'],
  typeName: ['type', 'typename', 'format', 'sessionformat', 'sessiontype', 'kind', 'art'],
  track: ['track', 'theme', 'topic', 'assignedtrack'],
  languages: ['language', 'languages', 'sprache', 'lang', 'locale', 'contentlocale'],
  level: ['level', 'audiencelevel'],
  persons: [
    'speakers',
    'speaker',
    'persons',
    'person',
    'presenter',
    'presenters',
    'people',
    'referent',
    'referenten',
    'speakernames',
  ],
  links: ['links', 'link'],
  tags: ['tags', 'keywords'],
  attachments: ['attachments', 'attachment', 'slides'],
  externalId: ['externalid'],
  guid: ['guid', 'uuid'],
  code: ['code', 'proposalid', 'sessioncode'],
  id: ['id', 'sessionid', 'nr'],
  doNotRecord: ['donotrecord', 'optout', 'norecording'],
  license: ['license', 'licence', 'recordinglicense', 'lizenz'],
  logoUrl: ['logo', 'logourl', 'image', 'imageurl'],
  sourceUrl: ['url', 'sourceurl', 'website', 'page'],
} satisfies Record<string, string[]>;

export type Field = keyof typeof names;

/**
 * Which column is which. Where there is a column for dates, `start` and `end` are clock times.
 * @returns the index of each field's column; of two for one field, the first
 */
export function columnsOf(header: readonly string[]): Map<Field, number> {
  const columns = new Map<Field, number>();
  for (const [index, cell] of header.entries()) {
    const folded = cell
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '');
    const field = (Object.keys(names) as Field[]).find(one => (names[one] as string[]).includes(folded));
    if (field !== undefined && !columns.has(field)) columns.set(field, index);
  }
  return columns;
}
