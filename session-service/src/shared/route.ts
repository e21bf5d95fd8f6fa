import { routesFor } from '@ems/chassis/http';
import type { Tx } from './database';

export const route = routesFor<Tx>();
