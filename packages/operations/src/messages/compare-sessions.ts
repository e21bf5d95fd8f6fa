import type { Comparison } from './comparison';

const onSession = 'ARRAY(SELECT DISTINCT speaker_id::text FROM session_speakers WHERE session_id = s.id ORDER BY 1)';
const sorted = 'ARRAY(SELECT DISTINCT unnest(speaker_ids)::text ORDER BY 1)';
const times = "'startsAt', extract(epoch FROM starts_at), 'endsAt', extract(epoch FROM ends_at)";
const slots = (table: string) => `SELECT id::text AS key,
  jsonb_build_object('session', session_id, 'room', room_id, ${times}) AS value FROM ${table}`;

export const sessionReplicasElsewhere: readonly Comparison[] = [
  {
    service: 'speaker-service',
    table: 'session_replicas',
    owner: 'session-service',
    owned: `SELECT id::text AS key, jsonb_build_object('event', event_id, 'title', title, 'status', status,
        'announced', coalesce(announced_status, status), 'speakers', ${onSession}) AS value FROM sessions s`,
    replicated: `SELECT id::text AS key, jsonb_build_object('event', event_id, 'title', title, 'status', status,
        'announced', coalesce(announced_status, status), 'speakers', ${sorted}) AS value
      FROM session_replicas WHERE NOT deleted`,
  },
  {
    service: 'speaker-service',
    table: 'slot_replicas',
    owner: 'session-service',
    owned: slots('slots'),
    replicated: `${slots('slot_replicas')} WHERE NOT deleted`,
  },
  {
    service: 'speaker-service',
    table: 'room_replicas',
    owner: 'session-service',
    owned: "SELECT id::text AS key, jsonb_build_object('name', name) AS value FROM rooms",
    replicated: "SELECT id::text AS key, jsonb_build_object('name', name) AS value FROM room_replicas",
    keepsMore: true,
  },
  {
    service: 'speaker-service',
    table: 'release_replicas',
    owner: 'session-service',
    owned: `SELECT DISTINCT ON (event_id) event_id::text AS key, jsonb_build_object('version', id) AS value
      FROM schedule_versions ORDER BY event_id, id DESC`,
    replicated:
      "SELECT event_id::text AS key, jsonb_build_object('version', version_id) AS value FROM release_replicas",
  },
  {
    service: 'user-service',
    table: 'session_replicas',
    owner: 'session-service',
    owned: `SELECT id::text AS key, jsonb_build_object('event', event_id, 'title', title,
        'announced', coalesce(announced_status, status), 'speakers', ${onSession}) AS value FROM sessions s`,
    replicated: `SELECT id::text AS key, jsonb_build_object('event', event_id, 'title', title,
        'announced', announced_status, 'speakers', ${sorted}) AS value FROM session_replicas WHERE NOT deleted`,
  },
];
