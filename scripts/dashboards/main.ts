/** `npm run dashboards`: writes Grafana's dashboards anew. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../checks/files.ts';
import { toGrafana } from './grafana.ts';
import { dashboards } from './panels.ts';

for (const dashboard of dashboards)
  writeFileSync(join(root, 'deploy/observability/grafana/dashboards', `${dashboard.name}.json`), toGrafana(dashboard));
