import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationsOf, type Paths } from '@ems/chassis/openapi';
import { scaled } from '@ems/testing';
import type { Locator, Page } from 'playwright-core';
import { gateway } from '../support/api';
import { root } from '../support/services';

export interface Operation {
  /** `GET /api/v1/events/{id}` */
  name: string;
  security: object[];
  statuses: string[];
}

const openapi: Paths<{ security: object[]; responses: object }> = JSON.parse(
  readFileSync(join(root, 'api-gateway/site/openapi.json'), 'utf8'),
);

export const operations: Operation[] = operationsOf(openapi).map(({ name, operation }) => ({
  name,
  security: operation.security,
  statuses: Object.keys(operation.responses),
}));

/** How the page calls an operation, in its address and elsewhere. */
export function idOf(name: string): string {
  const [method = '', path = ''] = name.split(' ');
  return `${method.toLowerCase()}-${path.replaceAll(/[\s#:?&={}-]+/g, '-')}`;
}

export const addressOf = (name: string): string => `${gateway()}/docs#?route=${idOf(name)}`;

/** Sends one of the page's own forms. @returns what the page says of it, whatever that is */
export async function submit(form: Locator): Promise<string> {
  await form.locator('button').click();
  await form.locator('button:enabled').waitFor();
  return (await form.locator('output').textContent()) ?? '';
}

export async function signIn(page: Page, email: string, secret: string): Promise<string> {
  const form = page.locator('#sign-in');
  await form.locator('[name=email]').fill(email);
  await form.locator('[name=password]').fill(secret);
  return submit(form);
}

/** Opens an operation and presses its button. @returns what is wrong with what came of it; nothing where it succeeded as declared */
export async function tryOut(page: Page, { name, statuses }: Operation): Promise<string[]> {
  const [method = '', path = ''] = name.split(' ');
  const address = new RegExp(`^${gateway()}${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`);
  await page.goto(addressOf(name));
  const panel = page.locator(`[id="api-request-${idOf(name)}"]`);
  const answered = page
    .waitForResponse(reply => reply.request().method() === method && address.test(reply.url()), {
      timeout: scaled(5_000),
    })
    .catch(() => undefined);
  await panel.locator('.btn-execute').click();
  const reply = await answered;
  if (!reply) return [`${name} sends nothing: ${await panel.locator('.response-message').textContent()}`];
  const status = reply.status();
  await panel.locator('.response-message', { hasText: `(${status})` }).waitFor();
  if (status < 300 && statuses.includes(String(status))) return [];
  return [`${name} is ${status}: ${reply.url()} ${reply.request().postData() ?? ''} ${await reply.text()}`];
}
