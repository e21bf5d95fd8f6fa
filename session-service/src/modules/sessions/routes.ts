import type { SessionDatabase } from '../../shared/database';
import { historyRoutes } from './history-routes';
import { listRoutes } from './list-routes';
import { speakerRoutes } from './speaker-routes';
import { stepRoutes } from './step-routes';
import { writeRoutes } from './write-routes';

export const sessionRoutes = (parts: { database: SessionDatabase }) => [
  ...writeRoutes(parts),
  ...listRoutes(parts),
  ...stepRoutes(),
  ...speakerRoutes(parts),
  ...historyRoutes(parts),
];
