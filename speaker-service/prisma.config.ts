import { defineServiceConfig } from '@ems/schema-engine/config';

export default defineServiceConfig({
  role: 'speaker_service_owner',
  database: 'speakers',
  port: 5435,
  portVariable: 'SPEAKER_DB_PORT',
});
