import type { Step, Task } from '../step.ts';

const organizer = { as: 'TOKEN' } as const;
const reviewer = { as: 'REVIEWER_TOKEN' } as const;
const on = (action: string, session = '$SESSION') => ({
  route: `POST /api/v1/sessions/{id}/${action}`,
  path: `/api/v1/sessions/${session}/${action}`,
});

const reviews: Step[] = [
  {
    ...reviewer,
    route: 'GET /api/v1/sessions',
    path: '/api/v1/sessions?eventId=$EVENT&status=submitted&sort=title&count=true',
    note: 'The public sees the confirmed sessions of public events, submitters their own, the team all. Filters: `status`, `trackId`, `roomId`, `speakerId`, `type`, `level`, `language`, `tag`, `externalId`, `q`, `from`, `to`; repeated, any of the values. `sort`: `title`, `startsAt`, `-startsAt`, `createdAt`, `-createdAt`, `-updatedAt`.',
  },
  {
    ...reviewer,
    route: 'PUT /api/v1/sessions/{id}/reviews/me',
    path: '/api/v1/sessions/$SESSION/reviews/me',
    note: 'By reviewers and up. For the people of the session itself it is 403, whatever else they are.',
    body: { score: 4, comment: 'Worth hearing.' },
  },
  {
    ...reviewer,
    route: 'GET /api/v1/sessions/{id}/reviews',
    path: '/api/v1/sessions/$SESSION/reviews',
    note: 'Also 403 for the people of the session: scores never reach them.',
  },
  { ...reviewer, route: 'DELETE /api/v1/sessions/{id}/reviews/me', path: '/api/v1/sessions/$SESSION/reviews/me' },
];

const decisions: Step[] = [
  {
    ...organizer,
    ...on('waitlist'),
    note: 'A decision on a proposal from outside the team is held: until it is announced, those who made it see the session as it was, at every door. `note` stays among the team and its reviewers; `message` is mailed with the announcement.',
    body: { note: 'Nearly in.', message: 'We would like to have you, and wait for a place.' },
  },
  { ...organizer, ...on('reopen'), body: {} },
  { ...organizer, ...on('accept'), body: { message: 'We look forward to your talk.' } },
  {
    ...organizer,
    route: 'GET /api/v1/events/{id}/decisions',
    path: '/api/v1/events/$EVENT/decisions',
    note: 'What would be announced now, and `counts` of all that is held.',
  },
  {
    ...organizer,
    route: 'POST /api/v1/events/{id}/decisions/announce',
    path: '/api/v1/events/$EVENT/decisions/announce',
    note: 'All that is held, or that of `sessionIds`: true for everybody at once, and mailed once, however often it is announced. At most 500 at a time; `remaining` says whether there are more. To `confirm` a session announces it as well.',
    body: { sessionIds: ['$SESSION'] },
  },
  { ...organizer, ...on('confirm'), body: {} },
  {
    ...organizer,
    route: 'GET /api/v1/sessions/{id}/history',
    path: '/api/v1/sessions/$SESSION/history',
    note: 'Reviewers and the team see all of it, with notes; its own people what they know.',
  },
  {
    ...organizer,
    route: 'GET /api/v1/events/{id}/submissions.csv',
    path: '/api/v1/events/$EVENT/submissions.csv',
    note: 'All but drafts, as the team knows them: what is decided, who speaks, how they were reviewed.',
  },
  {
    ...organizer,
    route: 'GET /api/v1/events/{id}/summary',
    path: '/api/v1/events/$EVENT/summary',
    note: 'For the team’s dashboard: sessions by status and track, seats, reviews. While session-service is away, `degraded` names what is missing.',
  },
];

const others: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/sessions',
    aside: 'A session that will not take place',
    body: { eventId: '$EVENT', title: 'The last bug', submit: true },
    save: { OTHER: 'id' },
  },
  { ...organizer, ...on('reject', '$OTHER'), body: { note: 'Not this year.' } },
  { ...organizer, ...on('accept', '$OTHER'), aside: 'There is a place for it after all', body: {} },
  {
    ...organizer,
    ...on('cancel', '$OTHER'),
    note: 'An accepted or confirmed one; its slots are freed. The `reason` is for all who see its history.',
    body: { reason: 'The speaker is ill.' },
  },
];

export const review: Task = {
  title: 'Review proposals',
  intro: '`$REVIEWER_TOKEN` is the access token of the member who reviews.',
  steps: [...reviews, ...decisions, ...others],
};
