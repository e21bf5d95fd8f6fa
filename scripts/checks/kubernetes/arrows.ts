import type { NetworkPolicy, NetworkPolicyEnd, PodSelector } from './render.ts';

/** The one part that a selector means. Ends in other namespaces are operators, ingress controllers and names. */
const partOf = ({ matchLabels = {} }: PodSelector) =>
  matchLabels['app.kubernetes.io/name'] ?? matchLabels['cnpg.io/cluster'];

const partsOf = (ends: readonly NetworkPolicyEnd[] = []) =>
  ends.flatMap(({ podSelector, namespaceSelector }) =>
    podSelector && !namespaceSelector ? [partOf(podSelector)] : [],
  );

/**
 * Who reaches whom at which port, as `from → to:port`, without what instances of one part say among themselves. A database and the broker
 * are others' pods, of which no policy here denies what they send.
 * @throws Error where an arrow is said at one of its ends only
 */
export function arrowsOf(policies: readonly NetworkPolicy[]): string[] {
  const sent = new Set<string>();
  const received = new Set<string>();
  for (const { spec } of policies) {
    const self = partOf(spec.podSelector);
    if (self === undefined) continue;
    for (const { to, ports = [] } of spec.egress ?? [])
      for (const part of partsOf(to)) for (const { port } of ports) sent.add(`${self} → ${part}:${port}`);
    for (const { from, ports = [] } of spec.ingress ?? [])
      for (const part of partsOf(from).filter(each => each !== self))
        for (const { port } of ports) received.add(`${part} → ${self}:${port}`);
  }
  const halves = [...sent.symmetricDifference(received)];
  if (halves.length > 0) throw new Error(`Said at one end only: ${halves.join(', ')}`);
  return [...sent];
}

/** Whom the pods of a namespace reach at which port, as `part:port`; several parts are named by their components, in order. */
export function reachedFrom(namespace: string, policies: readonly NetworkPolicy[]): string[] {
  const isFromThere = ({ namespaceSelector }: NetworkPolicyEnd) =>
    namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] === namespace;
  return policies.flatMap(({ spec: { podSelector, ingress = [] } }) =>
    ingress
      .filter(({ from = [] }) => from.some(isFromThere))
      .flatMap(({ ports = [] }) => ports.map(({ port }) => `${nameOf(podSelector)}:${port}`)),
  );
}

const nameOf = (selector: PodSelector) =>
  partOf(selector) ??
  (selector.matchExpressions ?? [])
    .flatMap(({ values }) => values)
    .toSorted()
    .join('+');
