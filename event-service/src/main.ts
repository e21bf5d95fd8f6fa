import '@ems/chassis/telemetry';
import { run } from '@ems/chassis/lifecycle';
import { readConfig } from './config';
import { createEventService } from './service';

void run(() => createEventService(readConfig()));
