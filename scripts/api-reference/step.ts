/** One documented call. `$NAME` in path, body and headers is a variable of the reader's shell that an earlier step has set. */
export interface Step {
  /** As OpenAPI names it: `GET /api/v1/events/{id}`. */
  route: string;
  note?: string;
  /** The path asked for, when it is not the route's own: `/api/v1/events/$EVENT`. */
  path?: string;
  /** The variable with the caller's access token; anonymous without one. */
  as?: 'TOKEN' | 'SPEAKER_TOKEN' | 'REVIEWER_TOKEN' | 'ATTENDEE_TOKEN' | 'ADMIN_TOKEN';
  headers?: Record<string, string>;
  body?: object;
  /** Shell variables to set, by the name of the reply's field that each is taken from. */
  save?: Record<string, string>;
  /** Lines of shell that come before the call. */
  before?: string;
  /** What the call prepares, where it is no example: it is shown without its reply. */
  aside?: string;
  /** The reply's status, where it is none of success. */
  status?: number;
  /** How much of a reply is shown that is no JSON, and what comes after it. */
  excerpt?: { characters: number; rest: string };
}

/** What a reader wants to get done, by the calls for it in their order. */
export interface Task {
  title: string;
  intro?: string;
  steps: Step[];
}

export const methodOf = ({ route }: Step): string => route.split(' ')[0] ?? '';
export const pathOf = ({ route, path }: Step): string => path ?? route.split(' ')[1] ?? '';
