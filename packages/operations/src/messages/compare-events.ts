import type { Comparison } from './comparison';

const members = (role: string) =>
  `ARRAY(SELECT user_id::text FROM event_members m WHERE m.event_id = e.id AND role = '${role}' ORDER BY 1)`;
const sorted = (column: string) => `ARRAY(SELECT unnest(${column})::text ORDER BY 1)`;
const times = "'startsAt', extract(epoch FROM starts_at), 'endsAt', extract(epoch FROM ends_at), 'timezone', timezone";

export const eventReplicasElsewhere: readonly Comparison[] = [
  {
    service: 'session-service',
    table: 'event_replicas',
    owner: 'event-service',
    owned: `SELECT id::text AS key, jsonb_build_object('slug', slug, 'status', status, 'owner', owner_id, ${times},
        'cfpOpensAt', extract(epoch FROM cfp_opens_at), 'cfpClosesAt', extract(epoch FROM cfp_closes_at),
        'visible', schedule_visible, 'organizers', ${members('organizer')}, 'reviewers', ${members('reviewer')},
        'stewards', ${members('steward')}) AS value FROM events e`,
    replicated: `SELECT id::text AS key, jsonb_build_object('slug', slug, 'status', status, 'owner', owner_id, ${times},
        'cfpOpensAt', extract(epoch FROM cfp_opens_at), 'cfpClosesAt', extract(epoch FROM cfp_closes_at),
        'visible', schedule_visible, 'organizers', ${sorted('organizer_ids')}, 'reviewers', ${sorted('reviewer_ids')},
        'stewards', ${sorted('steward_ids')}) AS value FROM event_replicas WHERE NOT deleted`,
  },
  {
    service: 'speaker-service',
    table: 'event_replicas',
    owner: 'event-service',
    owned: `SELECT id::text AS key, jsonb_build_object('public', status <> 'draft', 'owner', owner_id,
        'visible', schedule_visible, 'organizers', ${members('organizer')}) AS value FROM events e`,
    replicated: `SELECT id::text AS key, jsonb_build_object('public', public, 'owner', owner_id,
        'visible', schedule_visible, 'organizers', ${sorted('organizer_ids')}) AS value
      FROM event_replicas WHERE NOT deleted`,
  },
  {
    service: 'user-service',
    table: 'event_replicas',
    owner: 'event-service',
    owned: `SELECT id::text AS key, jsonb_build_object('slug', slug, 'title', title, 'status', status, 'owner', owner_id,
        ${times}) AS value FROM events`,
    replicated: `SELECT id::text AS key, jsonb_build_object('slug', slug, 'title', title, 'status', status, 'owner', owner_id,
        ${times}) AS value FROM event_replicas WHERE owner_id IS NOT NULL`,
  },
  {
    service: 'user-service',
    table: 'registration_replicas',
    owner: 'event-service',
    // Of those that were cancelled before their account was erased, the owner says nothing more: the id that is left leads to nobody.
    owned: `SELECT id::text AS key, jsonb_build_object('event', event_id,
        'user', CASE WHEN status <> 'cancelled' THEN user_id END, 'status', status) AS value
      FROM registrations WHERE forgotten_at IS NULL`,
    replicated: `SELECT id::text AS key, jsonb_build_object('event', event_id,
        'user', CASE WHEN status <> 'cancelled' THEN user_id END, 'status', status) AS value
      FROM registration_replicas WHERE NOT forgotten`,
  },
];
