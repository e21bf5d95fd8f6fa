import type { Step, Task } from '../step.ts';

const organizer = { as: 'TOKEN' } as const;
const speaker = { as: 'SPEAKER_TOKEN' } as const;
const propose: Step[] = [
  {
    ...speaker,
    route: 'POST /api/v1/sessions',
    note: 'By the team at any time, by others while the call for papers is open; `submit: true` hands it in at once.',
    body: {
      eventId: '$EVENT',
      title: 'The first bug',
      abstract: 'It was a moth.',
      type: 'talk',
      durationMinutes: 45,
      trackId: '$TRACK',
      speakerIds: ['$SPEAKER'],
    },
    save: { SESSION: 'id' },
  },
  {
    ...speaker,
    route: 'PATCH /api/v1/sessions/{id}',
    path: '/api/v1/sessions/$SESSION',
    note: '`languages` are BCP 47 tags of registered subtags, none where it is not known; links and attachments are `http` or `https`. `externalId`, by which a session is known where it comes from, is once in an event (`409 session.external-id-taken`) and for the team to say.',
    body: {
      subtitle: 'And who found it',
      level: 'beginner',
      typeName: 'History lesson',
      languages: ['en', 'de'],
      links: [{ label: 'The log book', url: 'https://example.org/log-book' }],
      attachments: [{ label: 'Slides', url: 'https://example.org/moth.pdf' }],
      doNotRecord: true,
      license: 'CC BY 4.0',
      logoUrl: 'https://example.org/moth.png',
      sourceUrl: 'https://example.org/proposals/1',
    },
  },
  {
    ...organizer,
    route: 'POST /api/v1/speakers',
    aside: 'Somebody who could moderate',
    body: { name: 'Kathleen Antonelli' },
    save: { MODERATOR: 'id' },
  },
  {
    ...organizer,
    route: 'PUT /api/v1/sessions/{id}/speakers/{speakerId}',
    path: '/api/v1/sessions/$SESSION/speakers/$MODERATOR',
    note: 'A profile that nobody has claimed is put on by its creator or the team; one that the caller has claimed joins as well; anybody else is offered the part. Refused with `409 slot.taken` when the session has a slot at which this speaker is elsewhere, unless they are held to no place: `binding: false`.',
    body: { role: 'moderator', position: 1 },
  },
  {
    ...speaker,
    route: 'DELETE /api/v1/sessions/{id}/speakers/{speakerId}',
    path: '/api/v1/sessions/$SESSION/speakers/$MODERATOR',
  },
  {
    ...speaker,
    route: 'POST /api/v1/sessions/{id}/submit',
    path: '/api/v1/sessions/$SESSION/submit',
    note: 'Each step of a session: `409 session.illegal-transition` tells `from`, `to` and `allowed`; a team may send `override: true` with a `note`.',
    body: {},
  },
];

const ofPanel = {
  route: 'PUT /api/v1/sessions/{id}/speakers/{speakerId}',
  path: '/api/v1/sessions/$PANEL/speakers/$SPEAKER',
};

const offers: Step[] = [
  {
    ...organizer,
    route: 'POST /api/v1/sessions',
    aside: 'A panel, in which the team wants the speaker',
    body: { eventId: '$EVENT', title: 'Looking back', type: 'panel', speakerIds: ['$SPEAKER'] },
    save: { PANEL: 'id' },
  },
  {
    ...speaker,
    route: 'GET /api/v1/sessions/offers',
    path: '/api/v1/sessions/offers',
    note: 'What the caller has been offered, the newest first; `direction=sent` lists what the caller has offered. Until it is accepted, within thirty days, the part pins nobody, and in `speakers` it is `pending`, for own people and the team alone.',
    save: { OFFER: 'id' },
  },
  {
    ...speaker,
    route: 'POST /api/v1/sessions/offers/{id}/accept',
    path: '/api/v1/sessions/offers/$OFFER/accept',
    note: 'From then on the team of the event sees the address of the speaker. Refused with `409 slot.taken` when the speaker is elsewhere at that time; one that is answered otherwise, withdrawn or expired is `409 offer.not-pending`.',
  },
  {
    ...speaker,
    route: 'DELETE /api/v1/sessions/{id}/speakers/{speakerId}',
    path: ofPanel.path,
    aside: 'The speaker thinks better of it',
  },
  {
    ...organizer,
    ...ofPanel,
    note: 'The team asks again: what the speaker has claimed is offered, with `202`.',
    body: {},
    save: { OFFER: 'id' },
  },
  { ...speaker, route: 'POST /api/v1/sessions/offers/{id}/decline', path: '/api/v1/sessions/offers/$OFFER/decline' },
  { ...organizer, ...ofPanel, aside: 'And once more', body: {}, save: { OFFER: 'id' } },
  {
    ...organizer,
    route: 'DELETE /api/v1/sessions/offers/{id}',
    path: '/api/v1/sessions/offers/$OFFER',
    note: 'By who made the offer, or the team.',
  },
  { ...organizer, route: 'DELETE /api/v1/sessions/{id}', path: '/api/v1/sessions/$PANEL', aside: 'No panel, then' },
];

const withdraw: Step[] = [
  {
    ...speaker,
    route: 'POST /api/v1/sessions',
    aside: 'A proposal that its submitter takes back',
    body: { eventId: '$EVENT', title: 'The second bug', submit: true },
    save: { SECOND: 'id' },
  },
  {
    ...speaker,
    route: 'POST /api/v1/sessions/{id}/withdraw',
    path: '/api/v1/sessions/$SECOND/withdraw',
    note: 'By its submitter or speaker.',
    body: {},
  },
  {
    ...speaker,
    route: 'POST /api/v1/sessions',
    aside: 'A draft that nobody has submitted',
    body: { eventId: '$EVENT', title: 'The third bug' },
    save: { DRAFT: 'id' },
  },
  { ...speaker, route: 'DELETE /api/v1/sessions/{id}', path: '/api/v1/sessions/$DRAFT' },
];

const suggestionOf = (method: string, rest: string) => ({
  route: `${method} /api/v1/speakers/{id}/suggestions${rest}`,
  path: `/api/v1/speakers/$SPEAKER/suggestions${rest.replace('{suggestionId}', '$SUGGESTION')}`,
});

const suggestions: Step[] = [
  {
    ...organizer,
    ...suggestionOf('POST', ''),
    note: 'What a person has claimed they change themselves; the team of an event that they speak at suggests it, and a mail tells them. At most 20 wait for an answer.',
    body: { changes: { tagline: 'Compilers, and one moth' }, note: 'For the printed programme.' },
    save: { SUGGESTION: 'id' },
  },
  {
    ...speaker,
    ...suggestionOf('GET', ''),
    note: 'All, for the person; a team sees its own. Filter: `status`.',
  },
  { ...speaker, ...suggestionOf('GET', '/{suggestionId}') },
  {
    ...speaker,
    ...suggestionOf('POST', '/{suggestionId}/accept'),
    note: 'As a PATCH of these fields, `If-Match` included. What was answered before is `409 suggestion.decided`.',
  },
  {
    ...organizer,
    ...suggestionOf('POST', ''),
    aside: 'Another one',
    body: { changes: { location: 'On the way' } },
    save: { SUGGESTION: 'id' },
  },
  { ...speaker, ...suggestionOf('POST', '/{suggestionId}/decline') },
];

export const callForProposals: Task = {
  title: 'Call for proposals',
  steps: [...propose, ...offers, ...withdraw, ...suggestions],
};
