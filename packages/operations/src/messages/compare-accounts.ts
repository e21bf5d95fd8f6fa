import type { Comparison } from './comparison';

/** Seconds, whatever zone a session has. */
const subjects = `SELECT id::text AS key, jsonb_build_object('disabled', disabled,
  'signedOutAt', extract(epoch FROM signed_out_at), 'emailVerified', email_verified) AS value FROM token_subjects`;

const ofAccounts = ['event-service', 'session-service', 'speaker-service'].map(
  (service): Comparison => ({
    service,
    table: 'token_subjects',
    owner: 'user-service',
    owned: `SELECT id::text AS key, jsonb_build_object('disabled', status = 'disabled',
      'signedOutAt', extract(epoch FROM signed_out_at), 'emailVerified', email_verified) AS value
      FROM users WHERE erased_at IS NULL`,
    replicated: subjects,
    keepsMore: true,
  }),
);

const ofAddresses = ['event-service', 'speaker-service'].map(
  (service): Comparison => ({
    service,
    table: 'account_replicas',
    owner: 'user-service',
    owned: `SELECT id::text AS key, jsonb_build_object('address', CASE WHEN email_verified THEN email_digest END) AS value
      FROM users WHERE erased_at IS NULL AND email_digest IS NOT NULL`,
    replicated: "SELECT id::text AS key, jsonb_build_object('address', verified_email) AS value FROM account_replicas",
    keepsMore: true,
  }),
);

export const accountReplicasElsewhere: readonly Comparison[] = [
  ...ofAccounts,
  ...ofAddresses,
  {
    service: 'event-service',
    table: 'contact_replicas',
    owner: 'user-service',
    owned: `SELECT id::text AS key, jsonb_build_object('name', name, 'email', email, 'language', language) AS value
      FROM users WHERE contact_published AND erased_at IS NULL`,
    replicated: `SELECT id::text AS key, jsonb_build_object('name', name, 'email', email, 'language', language) AS value
      FROM contact_replicas WHERE NOT deleted`,
  },
];
