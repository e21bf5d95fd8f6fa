/** deploy/kubernetes, rendered: of Kubernetes's own types, restricted, and open to the arrows of the architecture alone. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import list from '../../services.json' with { type: 'json' };
import { root } from './files.ts';
import { arrowsOf, reachedFrom } from './kubernetes/arrows.ts';
import {
  type KubernetesObject,
  type NetworkPolicy,
  objectsOf,
  type PodSpec,
  podSpecOf,
  render,
  rendered,
} from './kubernetes/render.ts';
import { faultsOf } from './kubernetes/schemas.ts';

const now = render();
const objects = objectsOf(now ?? rendered);

const ofKind = (kind: string) => objects.filter(object => object.kind === kind);
const services = list.map(({ name }) => name);

test('what lies here rendered is what kustomize makes of it, where there is one', () => {
  assert.ok(
    (now ?? rendered) === rendered,
    'kustomize build deploy/kubernetes/overlays/example >deploy/kubernetes/rendered/example.yaml',
  );
});

test('every object is one of its type, and has no field that its type does not know', async () => {
  const core = objects.filter(({ apiVersion }) => !apiVersion.startsWith('cert-manager.io/'));
  assert.ok(core.length > 40);
  const faults = await Promise.all(core.map(faultsOf));
  assert.deepEqual(faults.flat(), []);
});

test('what is wrong is found: a type, a field that is missing, and one that nobody knows', async () => {
  const found = (change: object) => faultsOf({ ...(ofKind('Deployment')[0] as KubernetesObject), ...change });
  assert.match(String(await found({ spec: { replicas: 'two', selector: {}, template: {} } })), /replicas/);
  assert.match(String(await found({ spec: { replicas: 2 } })), /selector/);
  assert.match(
    String(await found({ spec: { selector: {}, template: {}, replica: 2 } })),
    /unknown field spec\.replica/,
  );
});

test('every service has the probes of its health, two instances or more, and one left in a disruption', () => {
  for (const name of services) {
    const deployment = ofKind('Deployment').find(({ metadata }) => metadata.name === name) as KubernetesObject;
    const [container] = podSpecOf(deployment).containers;
    assert.equal(container?.livenessProbe?.httpGet?.path, '/health/live');
    assert.equal(container?.startupProbe?.httpGet?.path, '/health/live');
    assert.equal(container?.readinessProbe?.httpGet?.path, '/health/ready');
    assert.ok(Number(deployment.spec.replicas) >= 2);
    const budget = ofKind('PodDisruptionBudget').find(({ metadata }) => metadata.name === name);
    assert.equal(budget?.spec.minAvailable, 1);
  }
});

test('every pod is restricted, and no file system of its image is written to', () => {
  const pods = objects.filter(({ kind }) => ['Deployment', 'Job'].includes(kind)).map(podSpecOf);
  assert.ok(pods.length >= 10);
  for (const pod of pods) assert.deepEqual(weaknesses(pod), []);
  const [namespace] = ofKind('Namespace');
  assert.equal(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
});

/** What the pod security standard "restricted" forbids, and more. */
function weaknesses({ securityContext, containers, volumes = [], automountServiceAccountToken }: PodSpec): string[] {
  const rules: Record<string, boolean> = {
    'runs as root': securityContext?.runAsNonRoot !== true,
    'no seccomp profile': securityContext?.seccompProfile?.type !== 'RuntimeDefault',
    'a token of Kubernetes': automountServiceAccountToken !== false,
    'a volume of the node': volumes.some(volume => 'hostPath' in volume),
    'gains privileges': containers.some(each => each.securityContext?.allowPrivilegeEscalation !== false),
    'keeps capabilities': containers.some(each => each.securityContext?.capabilities?.drop?.[0] !== 'ALL'),
    'writes to its image': containers.some(each => each.securityContext?.readOnlyRootFilesystem !== true),
    'has no bound on memory': containers.some(each => each.resources?.limits?.memory === undefined),
  };
  return Object.entries(rules).flatMap(([fault, isSo]) => (isSo ? [fault] : []));
}

test('each database is migrated by a job, and jobs set up the broker and make the first key', () => {
  const names = ofKind('Job').map(({ metadata }) => metadata.name);
  const wanted = [...services.map(name => name.replace('-service', '-migration')), 'broker-setup', 'signing-key'];
  assert.deepEqual(names.toSorted(), wanted.toSorted());
});

const policies = ofKind('NetworkPolicy') as NetworkPolicy[];

test('network policies allow exactly the arrows of the architecture', () => {
  const databases = services.flatMap(name => {
    const database = name.replace('-service', '-db');
    const migration = name.replace('-service', '-migration');
    return [`${name} → ${database}:5432`, `${migration} → ${database}:5432`, `${name} → rabbitmq:5671`];
  });
  const wanted = [
    ...list.map(({ name, http }) => `gateway → ${name}:${http.port}`),
    // For the keys that verify access tokens.
    ...services.filter(name => name !== 'user-service').map(name => `${name} → user-service:3001`),
    ...list.flatMap(({ name, grpc }) => (grpc ? [`event-service → ${name}:${grpc.port}`] : [])),
    ...databases,
    'broker-setup → rabbitmq:15671',
  ];
  assert.deepEqual(arrowsOf(policies).toSorted(), wanted.toSorted());
});

test('Prometheus reaches the metrics, and nothing else; each part serves them at an address that it reaches', () => {
  assert.deepEqual(reachedFrom('monitoring', policies).toSorted(), ['gateway+service:9464', 'rabbitmq:15691']);
  for (const deployment of ofKind('Deployment')) {
    const [container] = podSpecOf(deployment).containers;
    assert.equal(container?.ports?.find(({ name }) => name === 'metrics')?.containerPort, 9464);
    const hosts = container?.env?.filter(({ name }) => ['METRICS_HOST', 'STATUS_HOST'].includes(name));
    assert.deepEqual(
      hosts?.map(({ value }) => value),
      ['0.0.0.0'],
    );
  }
});

/** After so many a service that was told to stop ends itself (packages/chassis/src/lifecycle/run.ts). */
const hardStopSeconds = 25;

test('a service has time to drain, and to end what it has begun', () => {
  const [settings] = ofKind('ConfigMap');
  for (const name of services) {
    const deployment = ofKind('Deployment').find(({ metadata }) => metadata.name === name) as KubernetesObject;
    const { terminationGracePeriodSeconds = 30, containers } = podSpecOf(deployment);
    const [, seconds] = containers[0]?.lifecycle?.preStop.exec.command ?? [];
    assert.ok(Number(seconds) >= 10);
    assert.ok(terminationGracePeriodSeconds >= Number(seconds) + hardStopSeconds);
    assert.ok(Number(settings?.data?.DRAIN_SECONDS) < hardStopSeconds);
  }
});

test('what no policy names is denied, both ways', () => {
  const all = policies.find(({ metadata }) => metadata.name === 'deny-all');
  assert.deepEqual(all?.spec.policyTypes, ['Ingress', 'Egress']);
  assert.equal(all?.spec.ingress ?? all?.spec.egress, undefined);
  const labels = [...ofKind('Deployment'), ...ofKind('Job')].map(
    ({ spec }) => (spec as { template: KubernetesObject }).template.metadata.labels?.['app.kubernetes.io/part-of'],
  );
  assert.deepEqual(new Set(labels), new Set(['ems']));
});

test('a setting of a service is one that it reads, and what production asks for is set or comes from a secret', () => {
  const settings = ofKind('ConfigMap').flatMap(({ data }) => Object.keys(data ?? {}));
  for (const name of services) {
    const deployment = ofKind('Deployment').find(({ metadata }) => metadata.name === name) as KubernetesObject;
    const [container] = podSpecOf(deployment).containers;
    const own = container?.env?.map(variable => variable.name) ?? [];
    const { environment } = createRequire(join(root, 'package.json'))(`./${name}/dist/src/config.js`);
    const unread = own.filter(variable => !(variable in environment) && !/_FILE$/.test(variable));
    assert.deepEqual(unread, []);
    assert.ok([...settings, ...own].includes('DATABASE_CA_FILE') && own.includes('AMQP_URL'));
  }
});
