import { defineServiceConfig } from '@ems/schema-engine/config';

export default defineServiceConfig({
  role: 'event_service_owner',
  database: 'events',
  port: 5433,
  portVariable: 'EVENT_DB_PORT',
});
