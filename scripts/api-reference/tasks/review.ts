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
  { ...organizer, ...on('waitlist'), body: { reason: 'Nearly in.' } },
  { ...organizer, ...on('reopen'), body: {} },
  { ...organizer, ...on('accept'), body: {} },
  { ...organizer, ...on('confirm'), body: {} },
  { ...organizer, route: 'GET /api/v1/sessions/{id}/history', path: '/api/v1/sessions/$SESSION/history' },
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
  { ...organizer, ...on('reject', '$OTHER'), body: { reason: 'Not this year.' } },
  { ...organizer, ...on('accept', '$OTHER'), aside: 'There is a place for it after all', body: {} },
  {
    ...organizer,
    ...on('cancel', '$OTHER'),
    note: 'An accepted or confirmed one; its slots are freed.',
    body: { reason: 'The speaker is ill.' },
  },
];

export const review: Task = {
  title: 'Review proposals',
  intro: '`$REVIEWER_TOKEN` is the access token of the member who reviews.',
  steps: [...reviews, ...decisions, ...others],
};
