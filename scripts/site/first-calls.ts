import type { NamedOperation } from '@ems/chassis/openapi';
import { pathOf, type Step, type Task } from '../api-reference/step.ts';

/** What /docs fills in of an operation. `$NAME` is a value that the page has found or made; `$RUN` is another one each time. */
interface FirstCall {
  path: Record<string, string>;
  query: Record<string, string>;
  body?: unknown;
}

/**
 * API.md calls its routes one after the other, on what the one before has left behind; here any may be the first, and each that changes
 * what others need has something of its own. Names on the left are those of the steps, names on the right those of scripts/site/docs/preparation.js.
 */
const ownValues: Record<string, Record<string, string>> = {
  'POST /api/v1/auth/login': { 'ada-$RUN@example.org': '$GUEST_EMAIL' },
  'POST /api/v1/auth/refresh': { $REFRESH_TOKEN: '$GUEST_REFRESH_TOKEN' },
  'POST /api/v1/auth/logout': { $REFRESH_TOKEN: '$HELPER_REFRESH_TOKEN' },
  'POST /api/v1/auth/password/forgot': { 'grace-$RUN@example.org': '$GUEST_EMAIL' },
  'DELETE /api/v1/auth/tokens/{id}': { $SCRIPT: '$SPARE_SCRIPT' },
  'PATCH /api/v1/users/me': { 'Ada King': '$ME_NAME' },
  'GET /api/v1/users/{id}': { $USER_ID: '$ME' },
  'PATCH /api/v1/users/{id}': { $USER_ID: '$HELPER' },
  'POST /api/v1/users/{id}/erasure': { $USER_ID: '$HELPER' },
  'GET /api/v1/users/{id}/erasure': { $USER_ID: '$HELPER' },
  'DELETE /api/v1/events/{id}': { $DRAFT_EVENT: '$SPARE_DRAFT' },
  'POST /api/v1/events/{id}/publish': { $EVENT: '$DRAFT_EVENT' },
  'POST /api/v1/events/{id}/unpublish': { $EVENT: '$QUIET_EVENT' },
  'POST /api/v1/events/{id}/cancel': { $EVENT: '$DOOMED_EVENT' },
  'POST /api/v1/events/{id}/complete': { $PAST: '$PAST_EVENT' },
  'PUT /api/v1/events/{id}/members/{userId}': { $REVIEWER: '$GUEST' },
  'DELETE /api/v1/events/{id}/members/{userId}': { $REVIEWER: '$HELPER' },
  'POST /api/v1/events/{id}/ownership': { $REVIEWER: '$GUEST' },
  'POST /api/v1/events/offers/{id}/accept': { $OFFER: '$EVENT_OFFER' },
  'POST /api/v1/events/offers/{id}/decline': { $OFFER: '$OTHER_EVENT_OFFER' },
  'DELETE /api/v1/events/offers/{id}': { $OFFER: '$SENT_EVENT_OFFER' },
  'DELETE /api/v1/events/{id}/invitations/{invitationId}': { $MEMBER_INVITATION: '$SPARE_MEMBER_INVITATION' },
  'DELETE /api/v1/events/{id}/registrations/me': { $EVENT: '$LEFT_EVENT' },
  'DELETE /api/v1/events/{id}/registrations/{registrationId}': { $REGISTRATION: '$GUEST_REGISTRATION' },
  'DELETE /api/v1/rooms/{id}': { $CELLAR: '$SPARE_ROOM' },
  'DELETE /api/v1/tracks/{id}': { $UNUSED_TRACK: '$SPARE_TRACK' },
  'POST /api/v1/sessions/{id}/submit': { $SESSION: '$SUBMITTABLE' },
  'POST /api/v1/sessions/{id}/waitlist': { $SESSION: '$WAITLISTABLE' },
  'POST /api/v1/sessions/{id}/reopen': { $SESSION: '$REOPENABLE' },
  'POST /api/v1/sessions/{id}/accept': { $SESSION: '$ACCEPTABLE' },
  'POST /api/v1/sessions/{id}/confirm': { $SESSION: '$CONFIRMABLE' },
  'POST /api/v1/sessions/{id}/reject': { $OTHER: '$REJECTABLE' },
  'POST /api/v1/sessions/{id}/withdraw': { $SECOND: '$WITHDRAWABLE' },
  'POST /api/v1/sessions/{id}/cancel': { $OTHER: '$CANCELLABLE' },
  'DELETE /api/v1/sessions/{id}': { $DRAFT: '$SPARE_SESSION' },
  'DELETE /api/v1/sessions/{id}/speakers/{speakerId}': { $SESSION: '$SUBMITTABLE', $MODERATOR: '$SPEAKER' },
  'PUT /api/v1/sessions/{id}/reviews/me': { $SESSION: '$PROPOSAL' },
  'GET /api/v1/sessions/{id}/reviews': { $SESSION: '$PROPOSAL' },
  'DELETE /api/v1/sessions/{id}/reviews/me': { $SESSION: '$REVIEWED_PROPOSAL' },
  'POST /api/v1/sessions/offers/{id}/accept': { $OFFER: '$SESSION_OFFER' },
  'POST /api/v1/sessions/offers/{id}/decline': { $OFFER: '$OTHER_SESSION_OFFER' },
  'DELETE /api/v1/sessions/offers/{id}': { $OFFER: '$SENT_SESSION_OFFER' },
  'DELETE /api/v1/slots/{id}': { $REPEAT: '$SPARE_SLOT' },
  'DELETE /api/v1/speakers/{id}': { $MODERATOR: '$SPARE_SPEAKER' },
  'POST /api/v1/speakers/{id}/invitations': { $SPEAKER: '$MODERATOR' },
  'DELETE /api/v1/speakers/{id}/invitations/{invitationId}': { $SPEAKER: '$TWIN', $INVITATION: '$SPARE_INVITATION' },
  'POST /api/v1/speakers/{id}/invitations/{invitationId}/confirm': { $SPEAKER_ACCOUNT: '$GUEST' },
  'POST /api/v1/speakers/{id}/suggestions': { $SPEAKER: '$HELPER_PROFILE' },
  'GET /api/v1/speakers/{id}/suggestions': { $SPEAKER: '$HELPER_PROFILE' },
  'GET /api/v1/speakers/{id}/suggestions/{suggestionId}': { $SPEAKER: '$HELPER_PROFILE' },
  'POST /api/v1/speakers/{id}/suggestions/{suggestionId}/accept': {
    $SPEAKER: '$PROFILE',
    $SUGGESTION: '$SUGGESTION_TO_ME',
  },
  'POST /api/v1/speakers/{id}/suggestions/{suggestionId}/decline': {
    $SPEAKER: '$PROFILE',
    $SUGGESTION: '$OTHER_SUGGESTION_TO_ME',
  },
};

/** By operation, `GET /api/v1/events/{id}`: what the first step of API.md that shows it says, which is what its examples in OpenAPI were recorded of. */
export function firstCalls(tasks: readonly Task[], operations: readonly NamedOperation<Operation>[]): FirstCalls {
  const calls: FirstCalls = {};
  const byName = new Map(operations.map(({ name, operation }) => [name, operation]));
  for (const step of tasks.flatMap(task => task.steps)) {
    const operation = byName.get(step.route);
    if (operation && !step.aside) calls[step.route] ??= firstCall(step, operation, ownValues[step.route] ?? {});
  }
  return calls;
}

export type FirstCalls = Record<string, FirstCall>;

export interface Operation {
  parameters?: { name?: string; required?: boolean }[];
}

function firstCall(step: Step, { parameters = [] }: Operation, own: Record<string, string>): FirstCall {
  const renamed = (text: string) => own[text] ?? text;
  const [path = '', query = ''] = pathOf(step).split('?');
  const parts = path.split('/');
  const [, template = ''] = step.route.split(' ');
  const inPath = template.split('/').flatMap((part, index) => {
    const [, name] = /^\{(.+)\}$/.exec(part) ?? [];
    return name === undefined
      ? []
      : [[name, renamed((parts[index] ?? '').replace(/^tiny-conf-\$RUN$/, '$EVENT'))] as const];
  });
  // Of filters and such, which may leave nothing to be seen, only those that the call needs.
  const isNeeded = (name: string) => parameters.some(parameter => parameter.name === name && parameter.required);
  const inQuery = [...new URLSearchParams(query)].filter(([name]) => isNeeded(name));
  return {
    path: Object.fromEntries(inPath),
    query: Object.fromEntries(inQuery.map(([name, value]) => [name, renamed(value)])),
    ...(step.body && { body: mapTexts(step.body, renamed) }),
  };
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map(item => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]));
}
