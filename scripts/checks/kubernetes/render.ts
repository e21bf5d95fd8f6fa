import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../files.ts';

interface Metadata {
  name: string;
  labels?: Record<string, string>;
}

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec: Record<string, unknown>;
  data?: Record<string, string>;
}

interface Probe {
  httpGet?: { path: string };
}

interface Container {
  env?: { name: string; value?: string }[];
  ports?: { name: string; containerPort: number }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  lifecycle?: { preStop: { exec: { command: string[] } } };
  resources?: { limits?: { memory?: string } };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
}

export interface PodSpec {
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds?: number;
  containers: Container[];
  securityContext?: { runAsNonRoot?: boolean; seccompProfile?: { type: string } };
  volumes?: object[];
}

/** What says which pods are meant; by expressions, those of several parts. */
export interface PodSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

export interface NetworkPolicyEnd {
  podSelector?: PodSelector;
  namespaceSelector?: { matchLabels: Record<string, string> };
}

interface Rule {
  ports?: { port: number; protocol?: string }[];
  from?: NetworkPolicyEnd[];
  to?: NetworkPolicyEnd[];
}

export interface NetworkPolicy extends KubernetesObject {
  spec: {
    podSelector: PodSelector;
    policyTypes: string[];
    ingress?: Rule[];
    egress?: Rule[];
  };
}

/** Of what runs pods. */
export const podSpecOf = ({ spec }: KubernetesObject) => (spec as { template: { spec: PodSpec } }).template.spec;

const folder = join(root, 'deploy/kubernetes');

/** The example as it lies here rendered, for who has no kustomize. */
export const rendered = readFileSync(join(folder, 'rendered/example.yaml'), 'utf8');

/** The same, rendered now; undefined on a machine without kustomize, which is no part of npm. */
export function render(): string | undefined {
  const { stdout, error } = spawnSync('kustomize', ['build', join(folder, 'overlays/example')], { encoding: 'utf8' });
  return error ? undefined : stdout;
}

export const objectsOf = (text: string) => parseAllDocuments(text).map(document => document.toJS() as KubernetesObject);
