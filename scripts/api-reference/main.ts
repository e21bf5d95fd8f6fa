/** `npm run api-reference`: makes every documented call against the running system and writes API.md from the real replies. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Names, perform, type Shown } from './call.ts';
import { eventSteps, publicSteps } from './event-steps.ts';
import { programmeSteps } from './programme-steps.ts';
import {
  calendarSteps,
  leavingSteps,
  memberAccountSteps,
  memberSteps,
  ownershipSteps,
  registrationSteps,
} from './registration-steps.ts';
import { renderCall } from './render.ts';
import { lastSessionSteps, sessionSteps } from './session-steps.ts';
import { lastSpeakerSteps, speakerSteps } from './speaker-steps.ts';
import { userSteps } from './user-steps.ts';

const root = join(import.meta.dirname, '../..');
const gateway = process.env.GATEWAY_URL ?? `http://127.0.0.1:${process.env.GATEWAY_PORT ?? 80}`;
const before = [
  ...userSteps,
  ...memberAccountSteps,
  ...eventSteps,
  ...speakerSteps,
  ...sessionSteps,
  ...programmeSteps,
];
const steps = [
  ...before,
  ...publicSteps.slice(0, -4),
  ...memberSteps,
  ...registrationSteps,
  ...calendarSteps,
  ...leavingSteps,
  ...ownershipSteps,
  ...lastSessionSteps,
  ...lastSpeakerSteps,
  ...publicSteps.slice(-4),
];

const names: Names = { run: Date.now().toString(36) };
const shown: Shown[] = [];
for (const step of steps) {
  const call = await perform(gateway, step, names);
  if (call.status >= 500 || (call.status >= 400 && !step.note?.includes(String(call.status)))) {
    throw new Error(`${step.route} answered ${call.status}: ${call.reply}`);
  }
  if (!step.hidden) shown.push(call);
}

const openapi = (await (await fetch(`${gateway}/openapi.json`)).json()) as { paths: Record<string, object> };
const routes = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
);
const missing = routes.filter(route => !shown.some(call => call.step.route === route));
if (missing.length > 0) throw new Error(`API.md would not have: ${missing.join(', ')}`);

const sections = [...new Set(shown.map(call => call.step.section))];
const body = sections.map(
  section =>
    `## ${section}\n\n${shown
      .filter(call => call.step.section === section)
      .map(renderCall)
      .join('\n')}`,
);
const text = [readFileSync(join(import.meta.dirname, 'habits.md'), 'utf8'), ...body].join('\n');
writeFileSync(join(root, 'API.md'), text.replaceAll(`-${names.run}`, '').replaceAll(` ${names.run}`, ''));
console.log(`API.md has ${shown.length} calls for ${routes.length} routes.`);
