import { defineServiceConfig } from '@ems/schema-engine/config';

export default defineServiceConfig({
  role: 'session_service_owner',
  database: 'sessions',
  port: 5434,
  portVariable: 'SESSION_DB_PORT',
});
