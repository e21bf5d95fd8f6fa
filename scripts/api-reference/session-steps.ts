import type { Step } from './call.ts';

const organizer = { section: 'session-service: rooms, tracks, sessions and slots', as: 'organizer' } as const;
const { section } = organizer;

const rooms: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/rooms',
    note: 'A `parallel` room takes several sessions at a time.',
    body: { eventId: '{eventId}', name: 'Main hall', capacity: 120 },
    save: { roomId: 'id' },
  },
  { section, route: 'GET /api/v1/rooms', path: '/api/v1/rooms?eventId={eventId}' },
  { section, route: 'GET /api/v1/rooms/{id}', path: '/api/v1/rooms/{roomId}' },
  { ...organizer, route: 'PATCH /api/v1/rooms/{id}', path: '/api/v1/rooms/{roomId}', body: { name: 'Great hall' } },
  {
    ...organizer,
    route: 'POST /api/v1/rooms',
    hidden: true,
    body: { eventId: '{eventId}', name: 'Unused' },
    save: { unusedId: 'id' },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/rooms/{id}',
    path: '/api/v1/rooms/{unusedId}',
    note: 'A room with slots is `409 room.in-use`.',
  },
];

const tracks: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/tracks',
    body: { eventId: '{eventId}', name: 'History', color: '#1f77b4' },
    save: { trackId: 'id' },
  },
  { section, route: 'GET /api/v1/tracks', path: '/api/v1/tracks?eventId={eventId}' },
  { section, route: 'GET /api/v1/tracks/{id}', path: '/api/v1/tracks/{trackId}' },
  { ...organizer, route: 'PATCH /api/v1/tracks/{id}', path: '/api/v1/tracks/{trackId}', body: { position: 1 } },
  {
    ...organizer,
    route: 'POST /api/v1/tracks',
    hidden: true,
    body: { eventId: '{eventId}', name: 'Unused' },
    save: { unusedId: 'id' },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/tracks/{id}',
    path: '/api/v1/tracks/{unusedId}',
    note: 'A track with sessions is `409 track.in-use`.',
  },
];

const on = (action: string, session = 'sessionId') => ({
  route: `POST /api/v1/sessions/{id}/${action}`,
  path: `/api/v1/sessions/{${session}}/${action}`,
});

const sessions: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/sessions',
    note: 'By the team at any time, by others while the call for papers is open; `submit: true` hands it in at once.',
    body: {
      eventId: '{eventId}',
      title: 'The first bug',
      abstract: 'It was a moth.',
      type: 'talk',
      durationMinutes: 45,
      trackId: '{trackId}',
      speakerIds: ['{speakerId}'],
    },
    save: { sessionId: 'id' },
  },
  {
    ...organizer,
    route: 'PATCH /api/v1/sessions/{id}',
    path: '/api/v1/sessions/{sessionId}',
    body: { level: 'beginner' },
  },
  {
    ...organizer,
    route: 'PUT /api/v1/sessions/{id}/speakers/{speakerId}',
    path: '/api/v1/sessions/{sessionId}/speakers/{otherSpeakerId}',
    note: 'Also refused, with `409 session.slot-taken`, when the session has a slot at which this speaker is elsewhere.',
    body: { role: 'moderator', position: 1 },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/sessions/{id}/speakers/{speakerId}',
    path: '/api/v1/sessions/{sessionId}/speakers/{otherSpeakerId}',
  },
  {
    ...organizer,
    ...on('submit'),
    note: 'Each step of a session: `409 session.illegal-transition` tells `from`, `to` and `allowed`; a team may send `override: true` with a `reason`.',
    body: {},
  },
  { ...organizer, ...on('waitlist'), body: { reason: 'Nearly in.' } },
  { ...organizer, ...on('reopen'), body: {} },
  { ...organizer, ...on('accept'), body: {} },
  { ...organizer, ...on('confirm'), body: {} },
  { ...organizer, route: 'GET /api/v1/sessions/{id}/history', path: '/api/v1/sessions/{sessionId}/history' },
];

const slots: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/sessions/{id}/slots',
    path: '/api/v1/sessions/{sessionId}/slots',
    note: 'Without `endsAt` the slot is as long as the session. Taken room or speaker: `409 session.slot-taken`, with the slots in the way in `conflicts`.',
    body: { roomId: '{roomId}', startsAt: '2027-05-01T09:00:00Z' },
    save: { slotId: 'id' },
  },
  {
    ...organizer,
    route: 'PATCH /api/v1/slots/{id}',
    path: '/api/v1/slots/{slotId}',
    body: { startsAt: '2027-05-01T10:00:00Z', endsAt: '2027-05-01T10:45:00Z' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/sessions/{id}/slots',
    path: '/api/v1/sessions/{sessionId}/slots',
    hidden: true,
    body: { roomId: '{roomId}', startsAt: '2027-05-01T14:00:00Z' },
    save: { repeatId: 'id' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/slots/swap',
    note: 'Both move, or neither: `409 session.slot-taken` as for a booking.',
    body: { a: '{slotId}', b: '{repeatId}' },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/slots/{id}',
    path: '/api/v1/slots/{repeatId}',
    hidden: true,
  },
  { section, route: 'GET /api/v1/slots/{id}', path: '/api/v1/slots/{slotId}' },
  {
    section,
    route: 'GET /api/v1/slots',
    path: '/api/v1/slots?eventId={eventId}',
    note: 'Filters: `roomId`, `from`, `to`.',
  },
  {
    section,
    route: 'GET /api/v1/sessions',
    path: '/api/v1/sessions?eventId={eventId}&q=bug',
    note: 'The public sees the confirmed sessions of public events, submitters their own, the team all. Filters: `state`, `trackId`, `roomId`, `speakerId`, `type`, `level`, `tag`, `q`, `from`, `to`.',
  },
  { section, route: 'GET /api/v1/sessions/{id}', path: '/api/v1/sessions/{sessionId}' },
];

const another: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/sessions',
    hidden: true,
    body: { eventId: '{eventId}', title: 'Nobody’s talk', submit: true },
    save: { otherId: 'id' },
  },
  { ...organizer, ...on('reject', 'otherId'), body: { reason: 'Not this year.' } },
  { ...organizer, ...on('accept', 'otherId'), hidden: true, body: {} },
  {
    ...organizer,
    ...on('cancel', 'otherId'),
    note: 'An accepted or confirmed one; its slots are freed.',
    body: { reason: 'The speaker is ill.' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/sessions',
    hidden: true,
    body: { eventId: '{eventId}', title: 'Withdrawn', submit: true },
    save: { thirdId: 'id' },
  },
  { ...organizer, ...on('withdraw', 'thirdId'), note: 'By its submitter or speaker.', body: {} },
  {
    ...organizer,
    route: 'POST /api/v1/sessions',
    hidden: true,
    body: { eventId: '{eventId}', title: 'A draft' },
    save: { draftSessionId: 'id' },
  },
  { ...organizer, route: 'DELETE /api/v1/sessions/{id}', path: '/api/v1/sessions/{draftSessionId}' },
];

const reviews: Step[] = [
  {
    section,
    route: 'POST /api/v1/auth/register',
    hidden: true,
    body: { email: 'mary-{run}@example.org', password: 'jumping over lazy dogs', name: 'Mary Shaw' },
    save: { speakerToken: 'accessToken' },
  },
  {
    section,
    as: 'speaker',
    route: 'POST /api/v1/sessions',
    hidden: true,
    body: { eventId: '{eventId}', title: 'A proposal', submit: true },
    save: { proposalId: 'id' },
  },
  {
    ...organizer,
    route: 'PUT /api/v1/sessions/{id}/reviews/me',
    path: '/api/v1/sessions/{proposalId}/reviews/me',
    note: 'By reviewers and up. For the people of the session itself it is 403, whatever else they are.',
    body: { score: 4, comment: 'Worth hearing.' },
  },
  {
    ...organizer,
    route: 'GET /api/v1/sessions/{id}/reviews',
    path: '/api/v1/sessions/{proposalId}/reviews',
    note: 'Also 403 for the people of the session: scores never reach them.',
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/sessions/{id}/reviews/me',
    path: '/api/v1/sessions/{proposalId}/reviews/me',
  },
];

/** What ends a programme, once the schedule was shown. */
export const lastSessionSteps: Step[] = [
  { ...organizer, route: 'DELETE /api/v1/slots/{id}', path: '/api/v1/slots/{slotId}' },
];

export const sessionSteps: Step[] = [...rooms, ...tracks, ...sessions, ...slots, ...another, ...reviews];
