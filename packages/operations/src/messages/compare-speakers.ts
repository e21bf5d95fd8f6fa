import type { Comparison } from './comparison';

export const speakerReplicasElsewhere: readonly Comparison[] = [
  {
    service: 'session-service',
    table: 'speaker_replicas',
    owner: 'speaker-service',
    owned: `SELECT id::text AS key, jsonb_build_object('name', name, 'user', user_id, 'createdBy', created_by) AS value
      FROM speakers`,
    replicated: `SELECT id::text AS key, jsonb_build_object('name', name, 'user', user_id, 'createdBy', created_by) AS value
      FROM speaker_replicas WHERE NOT deleted`,
  },
  {
    service: 'session-service',
    table: 'availability_replicas',
    owner: 'speaker-service',
    owned: `SELECT speaker_id || ' ' || event_id AS key, jsonb_build_object('intervals', ARRAY(
        SELECT extract(epoch FROM bound) FROM (
          SELECT unnest(range_agg(tstzrange(starts_at, ends_at))) AS part FROM availability_intervals i
          WHERE i.speaker_id = a.speaker_id AND i.event_id = a.event_id) AS parts,
          unnest(ARRAY[lower(part), upper(part)]) AS bound ORDER BY 1)) AS value
      FROM availabilities a WHERE event_id IN (SELECT id FROM event_replicas WHERE NOT deleted)`,
    replicated: `SELECT speaker_id || ' ' || event_id AS key, jsonb_build_object('intervals', ARRAY(
        SELECT extract(epoch FROM bound) FROM unnest(intervals) AS part,
          unnest(ARRAY[lower(part), upper(part)]) AS bound ORDER BY 1)) AS value
      FROM availability_replicas`,
  },
  {
    service: 'session-service',
    table: 'contact_replicas',
    owner: 'speaker-service',
    owned: `SELECT speaker_id || ' ' || event_id AS key, jsonb_build_object('email', email) AS value FROM shared_contacts`,
    replicated: `SELECT speaker_id || ' ' || event_id AS key, jsonb_build_object('email', email) AS value
      FROM contact_replicas WHERE email IS NOT NULL`,
  },
  {
    service: 'user-service',
    table: 'speaker_replicas',
    owner: 'speaker-service',
    owned: "SELECT id::text AS key, jsonb_build_object('name', name, 'user', user_id) AS value FROM speakers",
    replicated: `SELECT id::text AS key, jsonb_build_object('name', name, 'user', user_id) AS value
      FROM speaker_replicas WHERE NOT deleted AND version > 0`,
  },
];
