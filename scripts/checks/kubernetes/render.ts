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
  env?: { name: string }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  resources?: { limits?: { memory?: string } };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
}

export interface PodSpec {
  automountServiceAccountToken?: boolean;
  containers: Container[];
  securityContext?: { runAsNonRoot?: boolean; seccompProfile?: { type: string } };
  volumes?: object[];
}

export interface NetworkPolicyEnd {
  podSelector?: { matchLabels: Record<string, string> };
  namespaceSelector?: { matchLabels: Record<string, string> };
}

interface Rule {
  ports?: { port: number; protocol?: string }[];
  from?: NetworkPolicyEnd[];
  to?: NetworkPolicyEnd[];
}

export interface NetworkPolicy extends KubernetesObject {
  spec: {
    podSelector: { matchLabels: Record<string, string> };
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
