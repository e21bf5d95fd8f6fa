/** The published OpenAPI by the linters of the field: without a warning, but for what docs/openapi-owasp.md explains. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createConfig, lint } from '@redocly/openapi-core';
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import parsers from '@stoplight/spectral-parsers';
import rulesets from '@stoplight/spectral-rulesets';

const root = join(import.meta.dirname, '../..');
const path = join(root, 'api-gateway/site/openapi.json');

/**
 * `no-ambiguous-paths` compares paths alone; openapi.test.ts also compares their methods. Why they stay: docs/decisions/0029-offers.md.
 * `operation-2xx-response` wants a success of what leads to a page, and nowhere else.
 */
const accepted = ['no-ambiguous-paths'];
const isRedirect = (pointer = '') => pointer === '#/paths/~1api~1v1~1notifications~1unsubscribe/get/responses';

test('Redocly finds nothing by its recommended rules', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const found = await lint({ ref: path, config });
  const problems = found.filter(
    ({ ruleId, location }) =>
      !accepted.includes(ruleId) && !(ruleId === 'operation-2xx-response' && isRedirect(location[0]?.pointer)),
  );
  assert.deepEqual(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`),
    [],
  );
});

async function runSpectral(ruleset: RulesetDefinition) {
  const linter = new spectral.Spectral();
  linter.setRuleset(ruleset);
  return linter.run(new spectral.Document(readFileSync(path, 'utf8'), parsers.Json, path));
}

test('Spectral finds nothing by its rules for OpenAPI', async () => {
  const found = await runSpectral({ extends: [[rulesets.oas as RulesetDefinition, 'recommended']] });
  assert.deepEqual(
    found.map(({ code, message, path: at }) => `${code}: ${message} at ${at.join('/')}`),
    [],
  );
});

test('what the rules of OWASP find is what docs/openapi-owasp.md explains', async () => {
  const found = await runSpectral({ extends: [[owasp as unknown as RulesetDefinition, 'all']] });
  const page = readFileSync(join(root, 'docs/openapi-owasp.md'), 'utf8');
  const explained = Array.from(page.matchAll(/^\| `(owasp:[^`]+)` \|/gm), ([, rule]) => rule);
  assert.deepEqual([...new Set(found.map(({ code }) => String(code)))].toSorted(), explained.toSorted());
});
