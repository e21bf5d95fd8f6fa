import { defineServiceConfig } from '@ems/schema-engine/config';

export default defineServiceConfig({
  role: 'user_service_owner',
  database: 'users',
  port: 5432,
  portVariable: 'USER_DB_PORT',
});
