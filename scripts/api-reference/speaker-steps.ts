import type { Step } from './call.ts';

const organizer = { section: 'speaker-service: people who speak', as: 'organizer' } as const;

export const speakerSteps: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/speakers',
    note: 'A person is not an account: a profile can stand without one. Its `email` is shown to its creator, its own user and admins only.',
    body: {
      name: 'Grace Hopper',
      tagline: 'Compilers',
      company: 'US Navy',
      topics: ['compilers'],
      languages: ['en'],
      links: [{ label: 'Home', url: 'https://example.org/grace' }],
      email: 'grace@example.org',
    },
    save: { speakerId: 'id' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers',
    hidden: true,
    body: { name: 'Jean Bartik' },
    save: { otherSpeakerId: 'id' },
  },
  {
    section: organizer.section,
    route: 'GET /api/v1/speakers',
    path: '/api/v1/speakers?q=hopper&limit=1',
    note: 'Filters: `q` (full text, accents folded), `topic`, `language`, `ids`, `mine=true`.',
  },
  { section: organizer.section, route: 'GET /api/v1/speakers/{id}', path: '/api/v1/speakers/{speakerId}' },
  {
    ...organizer,
    route: 'GET /api/v1/speakers/me',
    note: 'The profile linked to my account; `404` where there is none.',
  },
  {
    ...organizer,
    route: 'PATCH /api/v1/speakers/{id}',
    path: '/api/v1/speakers/{speakerId}',
    headers: { 'If-Match': '"1"' },
    body: { jobTitle: 'Rear admiral', company: '' },
  },
  {
    ...organizer,
    route: 'PUT /api/v1/speakers/{id}/availability',
    path: '/api/v1/speakers/{speakerId}/availability?eventId={eventId}',
    note: 'Replaces all that was said for the event. Times that touch become one; an empty list says nothing.',
    body: [
      { startsAt: '2027-05-01T10:00:00+02:00', endsAt: '2027-05-01T12:00:00+02:00' },
      { startsAt: '2027-05-01T12:00:00+02:00', endsAt: '2027-05-01T16:00:00+02:00' },
    ],
  },
  {
    ...organizer,
    route: 'GET /api/v1/speakers/{id}/availability',
    path: '/api/v1/speakers/{speakerId}/availability?eventId={eventId}',
    note: 'For those who may change the profile.',
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers/{id}/invitations',
    path: '/api/v1/speakers/{speakerId}/invitations',
    note: 'Only this reply has the token, and only its hash is kept. It is used once, within 14 days, and ends when the profile gets another address.',
    body: { email: 'grace@example.org' },
    save: { invitationId: 'id' },
  },
  {
    ...organizer,
    route: 'GET /api/v1/speakers/{id}/invitations',
    path: '/api/v1/speakers/{speakerId}/invitations',
    note: 'Those that are open.',
  },
  {
    ...organizer,
    route: 'GET /api/v1/speakers/{id}/invitations/{invitationId}',
    path: '/api/v1/speakers/{speakerId}/invitations/{invitationId}',
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/speakers/{id}/invitations/{invitationId}',
    path: '/api/v1/speakers/{speakerId}/invitations/{invitationId}',
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers/{id}/invitations',
    path: '/api/v1/speakers/{otherSpeakerId}/invitations',
    hidden: true,
    body: { email: 'jean@example.org' },
    save: { claimToken: 'token' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers/claims',
    note: 'The profile is linked to my account. Of two at once one wins; the other is `404 speaker.no-invitation`.',
    body: { token: '{claimToken}' },
  },
];

/** Once the sessions stand. */
export const lastSpeakerSteps: Step[] = [
  {
    section: organizer.section,
    route: 'GET /api/v1/speakers/{id}/sessions',
    path: '/api/v1/speakers/{speakerId}/sessions',
    note: 'The confirmed sessions of public events; to the speaker and to admins all. Filter: `eventId`.',
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers',
    hidden: true,
    body: { name: 'G. Hopper', location: 'Arlington' },
    save: { twinId: 'id' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers/{id}/merge',
    path: '/api/v1/speakers/{twinId}/merge',
    note: 'For who may change both. `into` stands: it keeps what it has and takes what it lacks; sessions follow, and reads of the other redirect (`308`) for ever.',
    body: { into: '{speakerId}' },
  },
  {
    section: organizer.section,
    route: 'GET /api/v1/speakers/{id}',
    path: '/api/v1/speakers/{twinId}',
    note: 'A profile that was merged.',
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/speakers/{id}',
    path: '/api/v1/speakers/{otherSpeakerId}',
    note: 'One who is on a session is `409 speaker.in-use`.',
  },
];
