import '@ems/chassis/telemetry';
import { run } from '@ems/chassis/lifecycle';
import { readConfig } from './config';
import { createSessionService } from './service';

void run(() => createSessionService(readConfig()));
