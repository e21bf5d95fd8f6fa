import '@ems/chassis/telemetry';
import { run } from '@ems/chassis/lifecycle';
import { readConfig } from './config';
import { createUserService } from './service';

void run(() => createUserService(readConfig()));
