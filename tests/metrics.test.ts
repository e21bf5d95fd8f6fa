import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { api } from './support/api';
import { asOrganizer, withId } from './support/as-organizer';
import { query } from './support/databases';
import { scrapeAll } from './support/metrics';
import { root, type ServiceName } from './support/services';
import { registerUser } from './support/users';

const folder = join(root, 'deploy/observability');
/** What Prometheus itself adds to each series, and what it knows of each target. */
const ofPrometheus = { metrics: ['up', 'ALERTS'], labels: ['job', 'service', 'instance', 'alertstate'] };
/** Nothing is refused here, as the limits are off; and nothing is collected in as short a time. */
const rare = new Set(['throttled_total', 'nodejs_gc_duration_seconds_sum']);

/** The expressions of all alarms and of all dashboards, each with where it stands. */
function expressions(): { where: string; expression: string }[] {
  const rules = readFileSync(join(folder, 'prometheus/alarms.yml'), 'utf8');
  const alarms = Array.from(rules.matchAll(/alert: (\w+)\n +expr: (.+)$/gm), ([, where = '', expression = '']) => ({
    where,
    expression,
  }));
  const dashboards = readdirSync(join(folder, 'grafana/dashboards')).flatMap(name => {
    const { panels } = JSON.parse(readFileSync(join(folder, 'grafana/dashboards', name), 'utf8')) as {
      panels: { title: string; targets: { expr: string }[] }[];
    };
    return panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ where: `${name}: ${title}`, expression: expr })),
    );
  });
  return [...alarms, ...dashboards];
}

/** The metrics that an expression reads, each with the labels that it asks for. */
function selectorsOf(expression: string): { metric: string; labels: string[] }[] {
  const grouped = Array.from(expression.matchAll(/\b(?:by|without|on) \(([^)]*)\)/g)).flatMap(([, names = '']) =>
    names.split(/, */),
  );
  const bare = expression.replaceAll(/\b(?:by|without|on) \([^)]*\)/g, '').replaceAll(/\[[^\]]*\]/g, '');
  return Array.from(bare.matchAll(/\b([a-zA-Z_]\w*)(\{[^}]*\})?(?!\w|\()/g))
    .filter(([whole]) => !/^(?:or|and|unless|max|sum|e|le)$/.test(whole))
    .map(([, metric = '', matchers = '']) => ({
      metric,
      labels: [...Array.from(matchers.matchAll(/(\w+)(?==|!|~)/g), ([, name = '']) => name), ...grouped],
    }));
}

describe('every query of an alarm or a dashboard', () => {
  let text: string;
  beforeAll(async () => {
    const { client } = await registerUser();
    const organizer = asOrganizer(client);
    const event = await organizer.event();
    await organizer.publish(event.id);
    await eventually(async () => (await api()('get', `/events/${event.id}/schedule`)).status === 200);
    await client.get('/events/{id}', withId(event.id));
    expect((await api()('get', '/events/no-such-event')).status).toBe(404);
    await eventually(async () => {
      text = await scrapeAll();
      return [
        'mails_total{',
        'double_bookings{',
        'message_lag_seconds_bucket{',
        'rpc_client_call_duration_seconds_count{',
      ].every(each => text.includes(`\n${each}`));
    }, 60_000);
  }, 180_000);

  test('reads metrics that there are, by labels that they have', () => {
    const all = expressions();
    expect(all.length).toBeGreaterThan(40);
    const problems = all.flatMap(({ where, expression }) =>
      selectorsOf(expression).flatMap(({ metric, labels }) => {
        if (ofPrometheus.metrics.includes(metric)) return [];
        if (rare.has(metric))
          return text.includes(`# TYPE ${metric.replace(/_sum$/, '')} `) ? [] : [`${where}: ${metric}`];
        const samples = text.split('\n').filter(line => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `));
        if (samples.length === 0) return [`${where}: there is no ${metric}`];
        return labels
          .filter(label => !ofPrometheus.labels.includes(label))
          .filter(label => !samples.some(sample => sample.includes(`${label}="`)))
          .map(label => `${where}: ${metric} has no label ${label}`);
      }),
    );
    expect(problems).toEqual([]);
  });

  test('finds what it reads: the test reads expressions as it should', () => {
    expect(
      selectorsOf('sum by (service, le) (rate(a_b{status=~"5..",x!="y"}[5m])) / max(c) > 0.5 or absent(d{e="f"})'),
    ).toEqual([
      { metric: 'a_b', labels: ['status', 'x', 'service', 'le'] },
      { metric: 'c', labels: ['service', 'le'] },
      { metric: 'd', labels: ['e', 'service', 'le'] },
    ]);
  });
});

describe('the pages of the alarms', () => {
  const pages = join(root, 'docs/operate');
  const statements = readdirSync(pages).flatMap(page =>
    Array.from(
      readFileSync(join(pages, page), 'utf8').matchAll(/exec (\w+)-db psql -U postgres \w+ -c "([^"]+)"/g),
      ([, name = '', sql = '']) => ({ page, service: `${name}-service` as ServiceName, sql }),
    ),
  );

  test.each(statements)('$page asks $service what its database can answer', async ({ service, sql }) => {
    expect(await query(service, sql)).toBeInstanceOf(Array);
  });

  test('ask something', () => {
    expect(statements.length).toBeGreaterThan(5);
  });
});
