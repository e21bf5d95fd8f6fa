const day = { startsAt: '2030-05-04T08:00:00Z', endsAt: '2030-05-04T18:00:00Z', timezone: 'Europe/Berlin' };
const venue = { name: 'Old Mill', city: 'Berlin', country: 'DE' };
const cfp = { opensAt: '2026-01-01T00:00:00Z', closesAt: '2030-03-01T00:00:00Z' };
const password = 'correct horse battery';

/** An event of these words in its title. */
const event = (who, words, save, fields = {}) => [
  who,
  'POST /events',
  {
    title: `Examples: ${words}`,
    slug: `examples-${save.toLowerCase().replaceAll('_', '-')}-$RUN`,
    ...day,
    venue,
    ...fields,
  },
  { [save]: 'id' },
];
const publish = name => ['me', `POST /events/$${name}/publish`];

const person = (name, save) => [
  'nobody',
  'POST /auth/register',
  { email: `${save.toLowerCase()}-$RUN@example.org`, password, name },
  {
    [save]: 'user.id',
    [`${save}_EMAIL`]: 'user.email',
    [`${save}_TOKEN`]: 'accessToken',
    [`${save}_REFRESH_TOKEN`]: 'refreshToken',
  },
];

/** A session of the event, and what becomes of it before somebody tries something on it. */
const session = (save, { who = 'me', submit = true, steps = [], ...fields } = {}) => [
  [
    who,
    'POST /sessions',
    { eventId: '$EVENT', title: `Example: ${save.toLowerCase().replaceAll('_', ' ')}`, submit, ...fields },
    { [save]: 'id' },
  ],
  ...steps.map(step => ['me', `POST /sessions/$${save}/${step}`, {}]),
];

const speaker = (name, save, fields = {}) => ['me', 'POST /speakers', { name, ...fields }, { [save]: 'id' }];

/** What another team suggests to me. */
const suggestion = save => [
  'guest',
  'POST /speakers/$PROFILE/suggestions',
  { changes: { tagline: 'Example of what is suggested' } },
  { [save]: 'id' },
];

const slot = (save, startsAt) => [
  'me',
  'POST /sessions/$SESSION/slots',
  { roomId: '$ROOM', startsAt },
  { [save]: 'id' },
];

/** One's own profile, where one has none yet. */
export const profile = [speaker('$ME_NAME', 'PROFILE', { self: true })];

/**
 * What to try the operations on: who asks, for what, with which body, and the names of what the reply tells. Each operation that changes what
 * others need has an object of its own in the state that it starts from. scripts/site/first-calls.ts says which.
 */
export const preparation = [
  person('Example guest', 'GUEST'),
  person('Example helper', 'HELPER'),
  event('me', 'a public one', 'EVENT', { cfp, capacity: 50 }),
  publish('EVENT'),
  event('me', 'a draft', 'DRAFT_EVENT'),
  event('me', 'another draft', 'SPARE_DRAFT'),
  event('me', 'nobody comes', 'QUIET_EVENT'),
  publish('QUIET_EVENT'),
  event('me', 'to be cancelled', 'DOOMED_EVENT'),
  publish('DOOMED_EVENT'),
  event('me', 'somebody leaves', 'LEFT_EVENT'),
  publish('LEFT_EVENT'),
  event('me', 'over already', 'PAST_EVENT', { startsAt: '2020-05-02T08:00:00Z', endsAt: '2020-05-02T18:00:00Z' }),
  publish('PAST_EVENT'),
  event('guest', 'of a guest', 'GUEST_EVENT', { cfp }),
  ['guest', 'POST /events/$GUEST_EVENT/publish'],
  event('guest', 'another of a guest', 'OTHER_GUEST_EVENT'),

  ['me', 'PUT /events/$EVENT/members/$HELPER', { role: 'steward' }, { HELPER_OFFER: 'offer.id' }],
  ['helper', 'POST /events/offers/$HELPER_OFFER/accept'],
  ['me', 'PUT /events/$QUIET_EVENT/members/$HELPER', { role: 'reviewer' }, { SENT_EVENT_OFFER: 'offer.id' }],
  ['guest', 'PUT /events/$GUEST_EVENT/members/$ME', { role: 'reviewer' }, { EVENT_OFFER: 'offer.id' }],
  ['guest', 'PUT /events/$OTHER_GUEST_EVENT/members/$ME', { role: 'reviewer' }, { OTHER_EVENT_OFFER: 'offer.id' }],

  [
    'me',
    'POST /events/$EVENT/invitations',
    { email: 'member-$RUN@example.org', role: 'steward' },
    { MEMBER_INVITATION: 'id' },
  ],
  [
    'me',
    'POST /events/$EVENT/invitations',
    { email: 'spare-$RUN@example.org', role: 'steward' },
    { SPARE_MEMBER_INVITATION: 'id' },
  ],

  ['me', 'POST /rooms', { eventId: '$EVENT', name: 'Library' }, { ROOM: 'id' }],
  ['me', 'POST /rooms', { eventId: '$EVENT', name: 'Attic' }, { SPARE_ROOM: 'id' }],
  ['me', 'POST /tracks', { eventId: '$EVENT', name: 'Engines' }, { TRACK: 'id' }],
  ['me', 'POST /tracks', { eventId: '$EVENT', name: 'Looms' }, { SPARE_TRACK: 'id' }],

  speaker('Example speaker', 'SPEAKER'),
  speaker('Example moderator', 'MODERATOR'),
  speaker('Example moderator', 'TWIN'),
  speaker('Example of one too many', 'SPARE_SPEAKER'),
  ['helper', 'POST /speakers', { name: 'Example helper', self: true }, { HELPER_PROFILE: 'id' }],
  [
    'helper',
    'POST /sessions',
    { eventId: '$EVENT', title: 'Example: of the helper', speakerIds: ['$HELPER_PROFILE'], submit: true },
  ],
  [
    'me',
    'POST /sessions',
    { eventId: '$GUEST_EVENT', title: 'Example: of mine', speakerIds: ['$PROFILE'], submit: true },
  ],
  ['me', 'POST /speakers/$SPEAKER/invitations', { email: 'invited-$RUN@example.org' }, { INVITATION: 'id' }],
  ['me', 'POST /speakers/$TWIN/invitations', { email: 'twin-$RUN@example.org' }, { SPARE_INVITATION: 'id' }],

  ...session('SESSION', { steps: ['accept', 'confirm'], durationMinutes: 45, speakerIds: ['$SPEAKER'] }),
  ...session('SUBMITTABLE', { submit: false, speakerIds: ['$SPEAKER'] }),
  ...session('SPARE_SESSION', { submit: false }),
  ...session('ACCEPTABLE'),
  ...session('REJECTABLE'),
  ...session('WAITLISTABLE'),
  ...session('WITHDRAWABLE'),
  ...session('CONFIRMABLE', { steps: ['accept'] }),
  ...session('CANCELLABLE', { steps: ['accept'] }),
  ...session('REOPENABLE', { steps: ['reject'] }),
  ...session('PROPOSAL', { who: 'guest' }),
  ...session('REVIEWED_PROPOSAL', { who: 'guest' }),
  ['me', 'PUT /sessions/$REVIEWED_PROPOSAL/reviews/me', { score: 3 }],
  ['me', 'PUT /sessions/$SESSION/speakers/$HELPER_PROFILE', {}, { SENT_SESSION_OFFER: 'offer.id' }],
  ['guest', 'POST /sessions', { eventId: '$GUEST_EVENT', title: 'Example: a panel' }, { PANEL: 'id' }],
  ['guest', 'POST /sessions', { eventId: '$GUEST_EVENT', title: 'Example: another panel' }, { OTHER_PANEL: 'id' }],
  ['guest', 'PUT /sessions/$PANEL/speakers/$PROFILE', {}, { SESSION_OFFER: 'offer.id' }],
  ['guest', 'PUT /sessions/$OTHER_PANEL/speakers/$PROFILE', {}, { OTHER_SESSION_OFFER: 'offer.id' }],

  slot('SLOT', '2030-05-04T12:00:00Z'),
  slot('REPEAT', '2030-05-04T14:00:00Z'),
  slot('SPARE_SLOT', '2030-05-04T16:00:00Z'),
  ['me', 'POST /schedule-versions', { eventId: '$EVENT', name: '0.1' }, { VERSION: 'id' }],

  ['me', 'POST /events/$EVENT/registrations', undefined, { REGISTRATION: 'id', TICKET_CODE: 'ticketCode' }],
  ['me', 'POST /events/$LEFT_EVENT/registrations'],
  ['guest', 'POST /events/$EVENT/registrations', undefined, { GUEST_REGISTRATION: 'id' }],
  ['helper', 'POST /events/$EVENT/registrations', undefined, { HELPER_TICKET_CODE: 'ticketCode' }],
  ['me', 'POST /events/$EVENT/check-ins', { ticketCode: '$HELPER_TICKET_CODE' }, { CHECK_IN: 'id' }],
  ['guest', 'POST /registrations/calendar', undefined, { CALENDAR_TOKEN: 'token' }],
  ['me', 'POST /auth/tokens', { name: 'Example', scopes: ['events:read'], expiresAt: '$SOON' }, { SCRIPT: 'id' }],
  ['me', 'POST /auth/tokens', { name: 'Another', scopes: ['events:read'], expiresAt: '$SOON' }, { SPARE_SCRIPT: 'id' }],
  ['me', 'POST /speakers/$HELPER_PROFILE/suggestions', { changes: { tagline: 'Example' } }, { SUGGESTION: 'id' }],
  suggestion('SUGGESTION_TO_ME'),
  suggestion('OTHER_SUGGESTION_TO_ME'),
];
