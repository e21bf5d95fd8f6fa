import type { Step, Task } from '../step.ts';

const organizer = { as: 'TOKEN' } as const;
const reviewer = { as: 'REVIEWER_TOKEN' } as const;

const event: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/events',
    note: 'Whoever makes an event owns it. The slug is made from the title when it is left out. What is earlier than `dayStartsAt`, by the clocks of the event’s zone, belongs to the day before, in schedule and exports. People register from publishing to the end, unless `registration` says when (`opensAt`, `closesAt`), that it is `paused`, or, as `null`, that there is none. With `scheduleVisible: "released"` the team alone sees when and where sessions are until the first release; with `listed: false` the event is found by its address alone. `retentionDays` after its end (180 where nothing is said) names, addresses and accounts of its registrations go; the team is told a week before.',
    body: {
      title: 'Tiny Conf',
      slug: 'tiny-conf-$RUN',
      description: 'One day, one room.',
      startsAt: '2030-05-04T08:00:00Z',
      endsAt: '2030-05-04T18:00:00Z',
      timezone: 'Europe/Berlin',
      venue: { name: 'Old Mill', city: 'Berlin', country: 'DE' },
      logoUrl: 'https://example.org/mill.svg',
      color: '#1f77b4',
      dayStartsAt: '04:00',
      tags: ['history'],
      cfp: { opensAt: '2026-01-01T00:00:00Z', closesAt: '2030-03-01T00:00:00Z' },
    },
    save: { EVENT: 'id' },
  },
  {
    ...organizer,
    route: 'PATCH /api/v1/events/{id}',
    path: '/api/v1/events/$EVENT',
    note: 'JSON Merge Patch. A new zone alone keeps what the clocks show. A change of zone or dates of an event with slots is `409 event.has-slots` with what it would do, unless `?slots=move` moves all of them, room hours and availability with it, by what the clocks show, or `?slots=unschedule` frees those that come to lie outside. Slots that cannot move, because a speaker is elsewhere by then, are `409 event.slots-immovable`. With `?slots=move` the windows of `cfp` and `registration` move too. Until all have followed, within a moment, schedules and feeds are the whole old ones; what was released is released anew at the new times, as `<name> (moved)`.',
    headers: { 'If-Match': '"1"' },
    body: { capacity: 120, venue: { address: 'Mill Lane 1' } },
  },
];

const rooms: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/rooms',
    note: 'A `parallel` room takes several sessions at a time.',
    body: { eventId: '$EVENT', name: 'Main hall', description: 'Ground floor, left of the wheel.', capacity: 120 },
    save: { ROOM: 'id' },
  },
  { route: 'GET /api/v1/rooms', path: '/api/v1/rooms?eventId=$EVENT', ...organizer },
  { route: 'GET /api/v1/rooms/{id}', path: '/api/v1/rooms/$ROOM', ...organizer },
  { ...organizer, route: 'PATCH /api/v1/rooms/{id}', path: '/api/v1/rooms/$ROOM', body: { name: 'Great hall' } },
  {
    ...organizer,
    route: 'PUT /api/v1/rooms/{id}/availability',
    path: '/api/v1/rooms/$ROOM/availability',
    note: 'Replaces all; times that touch or overlap become one. An empty list says nothing: the room is always open.',
    body: [
      { startsAt: '2030-05-04T08:00:00Z', endsAt: '2030-05-04T12:00:00Z' },
      { startsAt: '2030-05-04T12:00:00Z', endsAt: '2030-05-04T18:00:00Z' },
    ],
  },
  { ...organizer, route: 'GET /api/v1/rooms/{id}/availability', path: '/api/v1/rooms/$ROOM/availability' },
  {
    ...organizer,
    route: 'POST /api/v1/rooms',
    aside: 'A room that is not needed after all',
    body: { eventId: '$EVENT', name: 'Cellar' },
    save: { CELLAR: 'id' },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/rooms/{id}',
    path: '/api/v1/rooms/$CELLAR',
    note: 'A room with slots is `409 room.in-use`.',
  },
];

const tracks: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/tracks',
    body: { eventId: '$EVENT', name: 'History', color: '#1f77b4' },
    save: { TRACK: 'id' },
  },
  { route: 'GET /api/v1/tracks', path: '/api/v1/tracks?eventId=$EVENT', ...organizer },
  { route: 'GET /api/v1/tracks/{id}', path: '/api/v1/tracks/$TRACK', ...organizer },
  { ...organizer, route: 'PATCH /api/v1/tracks/{id}', path: '/api/v1/tracks/$TRACK', body: { position: 1 } },
  {
    ...organizer,
    route: 'POST /api/v1/tracks',
    aside: 'A track that is not needed after all',
    body: { eventId: '$EVENT', name: 'Future' },
    save: { UNUSED_TRACK: 'id' },
  },
  {
    ...organizer,
    route: 'DELETE /api/v1/tracks/{id}',
    path: '/api/v1/tracks/$UNUSED_TRACK',
    note: 'A track with sessions is `409 track.in-use`.',
  },
];

const members: Step[] = [
  {
    route: 'POST /api/v1/auth/register',
    aside: 'Somebody who will review proposals',
    body: { email: 'jean-$RUN@example.org', password: 'correct horse battery', name: 'Jean Bartik' },
    save: { REVIEWER: 'id', REVIEWER_TOKEN: 'accessToken' },
  },
  {
    route: 'POST /api/v1/auth/email/verify',
    aside: 'The address is confirmed',
    before: "VERIFY_TOKEN=$(mailed_token jean-$RUN@example.org 'Confirm your address')",
    body: { token: '$VERIFY_TOKEN' },
  },
  {
    ...organizer,
    route: 'PUT /api/v1/events/{id}/members/{userId}',
    path: '/api/v1/events/$EVENT/members/$REVIEWER',
    note: 'By the owner. `organizer` plans, `reviewer` reads and reviews all sessions, `steward` reads registrations and checks in. Who is no member yet becomes one by accepting the offer, within thirty days. An account of which no message came yet is `503`.',
    body: { role: 'reviewer' },
    save: { OFFER: 'id' },
  },
  {
    ...reviewer,
    route: 'GET /api/v1/events/offers',
    path: '/api/v1/events/offers',
    note: 'What the caller has been offered, the newest first; `direction=sent` lists what the caller has offered. Speakers are offered their part in a session at `/api/v1/sessions/offers`.',
  },
  {
    ...reviewer,
    route: 'POST /api/v1/events/offers/{id}/accept',
    path: '/api/v1/events/offers/$OFFER/accept',
    note: 'By the receiver, like `decline`. One that is answered otherwise, withdrawn or expired is `409 offer.not-pending`.',
  },
  {
    ...organizer,
    route: 'PUT /api/v1/events/{id}/members/{userId}',
    path: '/api/v1/events/$EVENT/members/$REVIEWER',
    note: 'The role of a member changes at once, with `200`.',
    body: { role: 'reviewer' },
  },
  {
    ...organizer,
    route: 'GET /api/v1/events/{id}/members',
    path: '/api/v1/events/$EVENT/members',
    note: 'Seen by the people of the event, with names by the team. Filter: `role`.',
  },
];

const ofInvitation = (action = '') => ({
  path: `/api/v1/events/$EVENT/invitations/$MEMBER_INVITATION${action}`,
});

const invitations: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/invitations',
    path: '/api/v1/events/$EVENT/invitations',
    note: 'By the owner. The mail leads to a page; whoever has, or makes, an account with that address and verifies it can accept within thirty days. No reply tells whether there is one. The same again is `200` with what there is; another role takes its place. An account, and an event, may invite 50 people a day (`409 member-invitation.too-many`). Where verified addresses are asked for, the caller needs one, too (`403 user.email-unverified`).',
    body: { email: 'joan-$RUN@example.org', role: 'steward' },
    save: { MEMBER_INVITATION: 'id' },
  },
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/invitations',
    path: '/api/v1/events/$EVENT/invitations',
    note: 'The same again.',
    body: { email: 'joan-$RUN@example.org', role: 'steward' },
  },
  {
    ...organizer,
    route: 'GET /api/v1/events/{id}/invitations',
    path: '/api/v1/events/$EVENT/invitations',
    note: 'For the team: those that wait for an answer. The address is gone with the answer.',
  },
  { ...organizer, route: 'GET /api/v1/events/{id}/invitations/{invitationId}', ...ofInvitation() },
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/invitations/{invitationId}/resend',
    ...ofInvitation('/resend'),
    note: 'Three times a day; the fourth is `409 member-invitation.resent`.',
  },
  { ...organizer, route: 'DELETE /api/v1/events/{id}/invitations/{invitationId}', ...ofInvitation() },
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/invitations',
    path: '/api/v1/events/$EVENT/invitations',
    aside: 'One for an address that an account has verified',
    body: { email: 'jean-$RUN@example.org', role: 'reviewer' },
    save: { RECEIVED_INVITATION: 'id' },
  },
  {
    ...reviewer,
    route: 'GET /api/v1/events/invitations/{invitationId}',
    path: '/api/v1/events/invitations/$RECEIVED_INVITATION',
    note: 'By the account with the invited address, verified; to all others, and once it is answered, it is the `404` of what never was.',
  },
  {
    ...reviewer,
    route: 'POST /api/v1/events/invitations/{invitationId}/accept',
    path: '/api/v1/events/invitations/$RECEIVED_INVITATION/accept',
    note: 'By the same account, which is a member from then on.',
  },
];

const ofEvent = (action: string) => ({
  route: `POST /api/v1/events/{id}/${action}`,
  path: `/api/v1/events/$EVENT/${action}`,
});

const publication: Step[] = [
  {
    ...organizer,
    ...ofEvent('publish'),
    note: 'From now on everybody sees the event, and while its `cfp` is open proposes sessions.',
  },
  { ...organizer, ...ofEvent('unpublish'), note: 'Possible while nobody is registered.' },
  { ...organizer, ...ofEvent('publish'), aside: 'Open to the public again' },
];

export const planEvent: Task = {
  title: 'Plan an event',
  steps: [...event, ...rooms, ...tracks, ...members, ...invitations, ...publication],
};
