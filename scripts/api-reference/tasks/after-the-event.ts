import type { Step, Task } from '../step.ts';

const organizer = { as: 'TOKEN' } as const;

const ownProfile: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/speakers',
    aside: 'The organizer will speak elsewhere',
    body: { name: 'Ada Lovelace' },
    save: { OWN_PROFILE: 'id' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers/{id}/invitations',
    path: '/api/v1/speakers/$OWN_PROFILE/invitations',
    aside: 'Who has claimed a profile is offered parts',
    body: { email: 'ada-$RUN@example.org' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers/claims',
    note: 'The address that was invited is verified as mine: `200`.',
    before: "OWN_INVITATION=$(mailed_token ada-$RUN@example.org 'A speaker profile for you')",
    body: { token: '$OWN_INVITATION' },
  },
];

const speakers: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/speakers',
    aside: 'The moderator has a second profile',
    body: { name: 'K. Antonelli', location: 'Creeslough' },
    save: { TWIN: 'id' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers/{id}/merge',
    path: '/api/v1/speakers/$TWIN/merge',
    note: 'For who may change both. `into` stands: it keeps what it has and takes what it lacks; sessions follow, and reads of the other redirect (`308`) for ever.',
    body: { into: '$MODERATOR' },
  },
  {
    route: 'GET /api/v1/speakers/{id}',
    path: '/api/v1/speakers/$TWIN',
    note: 'A profile that was merged.',
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/speakers/{id}',
    path: '/api/v1/speakers/$MODERATOR',
    note: 'One who is on a session is `409 speaker.in-use`.',
  },
];

const ofEvent = (method: string, rest = '', event = '$EVENT') => ({
  route: `${method} /api/v1/events/{id}${rest}`,
  path: `/api/v1/events/${event}${rest.replace('{userId}', '$REVIEWER')}`,
});

const event: Step[] = [
  { ...organizer, ...ofEvent('DELETE', '/members/{userId}'), note: 'By the owner, or by the member, who leaves.' },
  {
    ...organizer,
    ...ofEvent('POST', '/ownership'),
    note: 'Who accepts becomes the owner; whoever hands over stays as an organizer.',
    body: { userId: '$REVIEWER' },
    save: { OFFER: 'id' },
  },
  {
    as: 'REVIEWER_TOKEN',
    route: 'POST /api/v1/events/offers/{id}/decline',
    path: '/api/v1/events/offers/$OFFER/decline',
  },
  {
    ...organizer,
    ...ofEvent('POST', '/ownership'),
    aside: 'Once more',
    body: { userId: '$REVIEWER' },
    save: { OFFER: 'id' },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/events/offers/{id}',
    path: '/api/v1/events/offers/$OFFER',
    note: 'By who made the offer, or the owner of the event.',
  },
  {
    ...organizer,
    ...ofEvent('POST', '/cancel'),
    note: 'Sessions and slots stay to be seen, as cancelled.',
    body: { reason: 'The mill has burnt down.' },
  },
];

const others: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/events',
    aside: 'An event that is over already, for the archive',
    body: {
      title: 'Tiny Conf',
      startsAt: '2020-05-02T08:00:00Z',
      endsAt: '2020-05-02T18:00:00Z',
      timezone: 'Europe/Berlin',
      onlineUrl: 'https://example.org/tiny',
    },
    save: { PAST: 'id' },
  },
  { ...organizer, ...ofEvent('POST', '/publish', '$PAST'), aside: 'For everybody to see' },
  {
    ...organizer,
    ...ofEvent('POST', '/complete', '$PAST'),
    note: 'After `endsAt`; before it is `409 event.not-over`. Some time after their end events complete by themselves.',
  },
  {
    ...organizer,
    route: 'POST /api/v1/events',
    aside: 'A draft that comes to nothing',
    body: {
      title: 'Huge Conf',
      startsAt: '2030-06-01T08:00:00Z',
      endsAt: '2030-06-01T18:00:00Z',
      timezone: 'Europe/Berlin',
    },
    save: { DRAFT_EVENT: 'id' },
  },
  { ...organizer, ...ofEvent('DELETE', '', '$DRAFT_EVENT'), note: 'Drafts only.' },
];

export const afterTheEvent: Task = {
  title: 'After the event',
  steps: [...ownProfile, ...speakers, ...event, ...others],
};
