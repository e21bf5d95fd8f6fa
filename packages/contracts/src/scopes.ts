/** What a personal access token may be given. A `write` has its `read` with it; `admin` lets it act as the admin that its owner is. */
export const scopes = [
  'events:read',
  'events:write',
  'sessions:read',
  'sessions:write',
  'speakers:read',
  'speakers:write',
  'registrations:read',
  'registrations:write',
  'checkins:write',
  'admin',
] as const;

export type Scope = (typeof scopes)[number];
