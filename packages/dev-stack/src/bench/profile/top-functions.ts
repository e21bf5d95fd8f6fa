/** What V8's profiler has sampled: a tree of calls, and the node that was on top at each sample. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
}

export interface TopFunction {
  /** With its file, shortened to what comes after the last node_modules, or the last three folders. */
  name: string;
  /** Of all samples in which the process was not idle. */
  share: number;
}

/** The functions in which a process was most of its busy time, without what they called. */
export function topFunctions({ nodes, samples }: CpuProfile, most: number): TopFunction[] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, describe(callFrame)]));
  const counts = new Map<string, number>();
  let busy = 0;
  for (const sample of samples) {
    const name = nameOf.get(sample) ?? '(unknown)';
    if (name === '(idle)') continue;
    busy++;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, count]) => ({ name, share: count / busy }));
}

function describe({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const path = url.includes('node_modules/') ? url.split('node_modules/').at(-1) : url.split('/').slice(-3).join('/');
  return `${name} ${path}:${lineNumber + 1}`;
}
