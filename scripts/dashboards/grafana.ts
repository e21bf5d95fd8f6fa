import type { Dashboard, Panel } from './panels.ts';

const datasource = { type: 'prometheus', uid: 'prometheus' };
/** Of Grafana's grid, which is 24 wide. */
const width = 12;
const height = 8;

/** A dashboard in Grafana's JSON model, schema version 39. */
export function toGrafana({ name, title, panels }: Dashboard): string {
  const model = {
    uid: `conferences-${name}`,
    title,
    tags: ['conferences'],
    schemaVersion: 39,
    version: 1,
    editable: false,
    refresh: '15s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    annotations: {
      list: [
        {
          name: 'Alarms',
          datasource,
          enable: true,
          iconColor: 'red',
          expr: 'ALERTS{alertstate="firing"}',
          titleFormat: '{{alertname}} {{service}}',
        },
      ],
    },
    panels: panels.map(toPanel),
  };
  return `${JSON.stringify(model, undefined, 2)}\n`;
}

function toPanel({ title, unit, queries }: Panel, index: number) {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource,
    gridPos: { x: (index % 2) * width, y: Math.floor(index / 2) * height, w: width, h: height },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(([expr, legendFormat], query) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + query),
      datasource,
      expr,
      legendFormat,
    })),
  };
}
