/** What belongs to an alarm is there, and the dashboards are what their generator makes. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { toGrafana } from '../dashboards/grafana.ts';
import { dashboards } from '../dashboards/panels.ts';
import { root } from './files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const found = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), ([, name = '']) => name);

const rules = read('deploy/observability/prometheus/alarms.yml');
const alarms = found(rules, /^ +- alert: (\w+)$/gm);
/** Beside those of the alarms are those of what an operator does unasked. */
const others = ['README.md', 'backup.md', 'drills.md', 'passwords.md', 'upgrade.md'];
const pages = readdirSync(join(root, 'docs/operate')).filter(name => !others.includes(name));

test('each alarm has a page, which names it, and the page is in the index', () => {
  const named = found(rules, /^ +runbook: docs\/operate\/(.+)$/gm);
  assert.ok(alarms.length > 15);
  assert.equal(named.length, alarms.length);
  const index = read('docs/operate/README.md');
  for (const [position, alarm] of alarms.entries()) {
    const page = named[position] ?? '';
    assert.match(read(`docs/operate/${page}`), new RegExp(`^Alarm: .*\`${alarm}\``, 'm'));
    assert.match(index, new RegExp(`\`${alarm}\`.*\\(${page}\\)`));
  }
});

test('each page has what somebody needs who reads nothing else', () => {
  for (const page of pages) {
    const headings = found(read(`docs/operate/${page}`), /^## (.+)$/gm);
    assert.deepEqual(
      { page, headings },
      { page, headings: ['Symptoms', 'What it means', 'What to do', 'When it is over', 'Drill'] },
    );
  }
});

test('each alarm is tested by its rule, and on a running system unless its page says why not', () => {
  const byRule = found(read('deploy/observability/tests/alarms.test.yml'), /^ +- name: (\w+)$/gm);
  assert.deepEqual([...new Set(byRule)].toSorted(), alarms.toSorted());
  const drills = read('tests/drills/long/alarms.test.ts');
  for (const [position, alarm] of alarms.entries()) {
    const page = read(`docs/operate/${found(rules, /^ +runbook: docs\/operate\/(.+)$/gm)[position]}`);
    const isDrilled = drills.includes(`fires('${alarm}'`);
    assert.equal(/Its rule is tested alone/.test(page), !isDrilled, alarm);
  }
});

test("Grafana's dashboards are those of `npm run dashboards`", () => {
  for (const dashboard of dashboards)
    assert.equal(read(`deploy/observability/grafana/dashboards/${dashboard.name}.json`), toGrafana(dashboard));
});
