import '@ems/chassis/telemetry';
import { run } from '@ems/chassis/lifecycle';
import { readConfig } from './config';
import { createSpeakerService } from './service';

void run(() => createSpeakerService(readConfig()));
