import { randomUUID } from 'node:crypto';

/** By which the night talk is known where it comes from. */
export const nightGuid = '9a1c2d3e-0000-4000-8000-0123456789ab';

/** A small schedule as session-service and speaker-service would answer it. */
export function sampleSchedule() {
  const [ada, grace] = [randomUUID(), randomUUID()];
  const rooms = [
    { id: randomUUID(), name: 'Curie', description: 'Upstairs', capacity: 200, position: 0 },
    { id: randomUUID(), name: 'Meitner', capacity: 0, position: 1 },
  ];
  const tracks = [{ id: randomUUID(), name: 'Science & Art', color: '#00ff00', position: 0 }];
  const session = (title: string, speakers: string[], more: object = {}) => ({
    id: randomUUID(),
    title,
    abstract: `About ${title}`,
    type: 'SESSION_TYPE_TALK',
    level: 'SESSION_LEVEL_BEGINNER',
    languages: ['en'],
    duration_minutes: 45,
    track_id: tracks[0]?.id,
    tags: ['one'],
    speakers: speakers.map((speaker_id, position) => ({ speaker_id, role: 'SPEAKER_ROLE_SPEAKER', position })),
    status: 'SESSION_STATUS_CONFIRMED',
    external_id: '',
    ...more,
  });
  const sessions = [
    session('Opening', [ada, grace]),
    session('Night talk', [grace], {
      ...{ description: 'long\nand late', level: 'SESSION_LEVEL_UNSPECIFIED', track_id: '' },
      ...{ subtitle: 'Or "why" <not>', type_name: 'Podium & more', languages: ['de', 'pt-BR'] },
      links: [{ label: 'Notes; all, of them', url: 'https://example.org/notes?a=1&b=2' }],
      attachments: [{ label: 'The "slides"', url: 'https://example.org/slides.pdf' }],
      ...{ do_not_record: true, license: 'CC BY 4.0', logo_url: 'https://example.org/night.png' },
      ...{ source_url: 'https://example.org/talks/night', external_id: nightGuid },
      speakers: [{ speaker_id: grace, role: 'SPEAKER_ROLE_HOST', position: 0, non_binding: true }],
    }),
    session('Coffee', [], { type: 'SESSION_TYPE_BREAK' }),
  ];
  let number = 0;
  const slot = (session: number, room: number, starts_at: string, ends_at: string) => ({
    id: randomUUID(),
    number: ++number,
    session_id: sessions[session]?.id,
    ordinal: 1,
    room_id: rooms[room]?.id,
    starts_at,
    ends_at,
  });
  const slots = [
    slot(0, 0, '2027-05-01T08:00:00.000Z', '2027-05-01T08:45:00.000Z'),
    slot(1, 1, '2027-05-01T23:30:00.000Z', '2027-05-02T01:00:00.000Z'),
    slot(2, 0, '2027-05-02T08:00:00.000Z', '2027-05-02T08:30:00.000Z'),
  ];
  const people = new Map<string, object>([
    [ada, { id: ada, name: 'Ada Lovelace', bio: 'Countess', photo_url: 'https://people.example/ada.png' }],
    [grace, { id: grace, name: 'Grace Hopper', tagline: 'Admiral' }],
  ]);
  const speakers = (ids: unknown) =>
    (ids as string[]).flatMap(id => {
      const person = people.get(id);
      return person ? [person] : [];
    });
  return { rooms, tracks, sessions, slots, people, speakers, ada, grace };
}
