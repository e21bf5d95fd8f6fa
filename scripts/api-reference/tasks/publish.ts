import type { Step, Task } from '../step.ts';

const versions: Step[] = [
  {
    as: 'TOKEN',
    route: 'POST /api/v1/schedule-versions',
    note: 'From then on this is what the public sees. While a conflict stands that blocks it: `409 schedule.blocked`.',
    body: { eventId: '$EVENT', name: '1.0', comment: 'The first one.' },
    save: { VERSION: 'id' },
  },
  { route: 'GET /api/v1/schedule-versions', path: '/api/v1/schedule-versions?eventId=$EVENT' },
  {
    route: 'GET /api/v1/schedule-versions/{id}',
    path: '/api/v1/schedule-versions/$VERSION',
    note: 'Also `latest?eventId=`, and `wip?eventId=` for reviewers and the team: what a release would copy now.',
  },
  {
    route: 'GET /api/v1/schedule-versions/{id}/diff',
    path: '/api/v1/schedule-versions/$VERSION/diff',
    note: 'From `against` (a version’s id, `latest` or `wip`; by default the version before) to this one. Types: `new`, `cancelled`, `moved-room`, `moved-time`, `duration`, `speakers`, `title`.',
  },
];

const reads: Step[] = [
  {
    route: 'GET /api/v1/events',
    path: '/api/v1/events?city=Berlin&limit=1&sort=-createdAt',
    note: 'Filters: `q` (full text), `status`, `from`, `to`, `city`, `country`, `tag`, `mine=true`; `sort`: `startsAt`, `-startsAt`, `-createdAt`. Drafts are seen by their team only.',
  },
  {
    route: 'GET /api/v1/events/{id}',
    path: '/api/v1/events/tiny-conf-$RUN',
    note: 'By id or slug; a former slug answers `308`. `?include=sessions,speakers` adds them.',
  },
  {
    route: 'GET /api/v1/events/{id}/schedule',
    path: '/api/v1/events/tiny-conf-$RUN/schedule',
    note: 'By day (from the event’s `dayStartsAt` on, in its zone) and room; times have its offset, or with `?tz=` that of another zone. While session-service or speaker-service is away, what was had of it last stands in, and `degraded` says so; where nothing was, it is `503`, never an empty schedule.',
  },
  {
    route: 'GET /api/v1/sessions/{id}',
    path: '/api/v1/sessions/$SESSION?include=track,room',
    note: 'With the names of its speakers; `?include=` adds its track and the rooms of its slots, here and in lists.',
  },
  {
    route: 'GET /api/v1/speakers/{id}/sessions',
    path: '/api/v1/speakers/$SPEAKER/sessions',
    note: 'The confirmed sessions of public events, with time and room; to the speaker and to admins all. Filter: `eventId`.',
  },
];

const announcements: Step[] = [
  {
    as: 'TOKEN',
    route: 'POST /api/v1/events/{id}/announcements',
    path: '/api/v1/events/$EVENT/announcements',
    note: 'A mail to each of the audience: `registered`, `checked-in`, `waitlisted`, `speakers`, `submitters` or `team`. With `dryRun` nothing is sent, and the answer is `200` with the numbers alone. Only verified addresses get it; `skipped` says how many others there are. Three a day (`429`), from a verified address (`403 user.email-unverified`), once the event is published (`409 event.not-published`).',
    body: { audience: 'team', subject: 'The schedule is out', text: 'Please look it through before the weekend.' },
  },
  {
    as: 'TOKEN',
    route: 'POST /api/v1/events/{id}/announcements',
    path: '/api/v1/events/$EVENT/announcements',
    note: 'Whom it would reach.',
    body: {
      audience: 'registered',
      subject: 'Doors open at nine',
      text: 'Please have your tickets ready.',
      dryRun: true,
    },
  },
  {
    as: 'TOKEN',
    route: 'GET /api/v1/events/{id}/announcements',
    path: '/api/v1/events/$EVENT/announcements',
  },
];

export const publish: Task = { title: 'Publish the schedule', steps: [...versions, ...reads, ...announcements] };
