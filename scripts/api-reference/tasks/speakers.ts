import type { Step, Task } from '../step.ts';

const organizer = { as: 'TOKEN' } as const;
const speaker = { as: 'SPEAKER_TOKEN' } as const;
const ofSpeaker = (method: string, rest = '') => ({
  route: `${method} /api/v1/speakers/{id}${rest}`,
  path: `/api/v1/speakers/$SPEAKER${rest.replace('{invitationId}', '$INVITATION')}`,
});

const profiles: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/speakers',
    note: 'A person is not an account: a profile can stand without one. Its `email` is shown to its creator, its own user, admins, and the team of an event that the person has agreed to speak at. With `self: true` it is my own, and claimed at once (`409 user.has-speaker` where I have one).',
    body: {
      name: 'Grace Hopper',
      tagline: 'Compilers',
      company: 'US Navy',
      topics: ['compilers'],
      languages: ['en'],
      links: [{ label: 'Home', url: 'https://example.org/grace' }],
      email: 'grace-$RUN@example.org',
    },
    save: { SPEAKER: 'id' },
  },
  {
    route: 'GET /api/v1/speakers',
    path: '/api/v1/speakers?q=hopper&limit=1',
    note: 'Filters: `q` (full text, accents folded), `topic`, `language`, `ids`, `mine=true`, `eventId` (who speaks at an event: for the public on what it may see of it, for the team on whatever is no draft).',
  },
  { ...ofSpeaker('GET') },
  {
    ...organizer,
    ...ofSpeaker('PATCH'),
    headers: { 'If-Match': '"2"' },
    note: 'As long as nobody has claimed it, the team of the events that it is on may change it too, all but `email`. That an address is told to who sends mail is a version as well.',
    body: { jobTitle: 'Rear admiral', company: '' },
  },
];

const invitations: Step[] = [
  {
    ...organizer,
    ...ofSpeaker('POST', '/invitations'),
    note: 'By mail; its link is used once, within 14 days, and ends when the profile gets another address. The token is in no reply, and only its hash is kept. Beyond `INVITATIONS_PER_DAY` of an account it is `429`; where a verified address is required, `403 user.email-unverified` without one.',
    body: { email: 'hopper-$RUN@example.org' },
    save: { INVITATION: 'id' },
  },
  { ...organizer, ...ofSpeaker('GET', '/invitations'), note: 'Those that are open.' },
  { ...organizer, ...ofSpeaker('GET', '/invitations/{invitationId}') },
  {
    ...organizer,
    ...ofSpeaker('POST', '/invitations/{invitationId}/resend'),
    note: 'The same link in another mail, for 14 days more.',
  },
  { ...organizer, ...ofSpeaker('DELETE', '/invitations/{invitationId}') },
  {
    ...organizer,
    ...ofSpeaker('POST', '/invitations'),
    aside: 'Another invitation, which the speaker takes up',
    body: { email: 'grace-$RUN@example.org' },
    save: { INVITATION: 'id' },
  },
  {
    route: 'POST /api/v1/auth/register',
    aside: 'The speaker makes an account',
    body: { email: 'grace-$RUN@example.org', password: 'correct horse battery', name: 'Grace Hopper' },
    save: { SPEAKER_ACCOUNT: 'id', SPEAKER_TOKEN: 'accessToken' },
  },
  {
    ...speaker,
    route: 'POST /api/v1/speakers/claims',
    note: 'Where the address that was invited is verified as mine, the profile is linked to my account at once. Otherwise whoever has invited has to confirm. Of two at once one wins; the other is `404 invitation.not-found`.',
    before: "INVITATION_TOKEN=$(mailed_token grace-$RUN@example.org 'A speaker profile for you')",
    body: { token: '$INVITATION_TOKEN' },
  },
  {
    ...organizer,
    ...ofSpeaker('POST', '/invitations/{invitationId}/confirm'),
    note: 'By who may change the profile; `claimedBy` of the invitation says which account asks.',
    body: { userId: '$SPEAKER_ACCOUNT' },
  },
  {
    ...speaker,
    route: 'GET /api/v1/speakers/me',
    note: 'The profile linked to my account; `404` where there is none.',
  },
];

const availability: Step[] = [
  {
    ...speaker,
    ...ofSpeaker('PUT', '/availability'),
    path: '/api/v1/speakers/$SPEAKER/availability?eventId=$EVENT',
    note: 'Replaces all that was said for the event. Times that touch become one; an empty list says nothing.',
    body: [
      { startsAt: '2030-05-04T10:00:00+02:00', endsAt: '2030-05-04T12:00:00+02:00' },
      { startsAt: '2030-05-04T12:00:00+02:00', endsAt: '2030-05-04T18:00:00+02:00' },
    ],
  },
  {
    ...speaker,
    ...ofSpeaker('GET', '/availability'),
    path: '/api/v1/speakers/$SPEAKER/availability?eventId=$EVENT',
    note: 'For those who may change the profile.',
  },
];

export const inviteSpeakers: Task = {
  title: 'Invite speakers',
  intro: '`$SPEAKER` is a profile, `$SPEAKER_TOKEN` the access token of the person who claims it.',
  steps: [...profiles, ...invitations, ...availability],
};
