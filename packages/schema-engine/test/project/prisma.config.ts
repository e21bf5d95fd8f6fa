import { defineServiceConfig } from '@ems/schema-engine/config';

export default defineServiceConfig({ role: 'nobody', database: 'nowhere', port: 1, portVariable: 'NO_DB_PORT' });
