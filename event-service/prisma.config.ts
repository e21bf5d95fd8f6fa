import { defineServiceConfig } from '@ems/schema-engine/config';

export default defineServiceConfig({
  role: 'event_service',
  database: 'events',
  port: 5433,
  portVariable: 'EVENT_DB_PORT',
});
