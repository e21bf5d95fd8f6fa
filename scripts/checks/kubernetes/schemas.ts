import type { KubernetesObject } from './render.ts';

interface Validate {
  (data: unknown): boolean;
  errors: { instancePath: string; keyword: string; message?: string; params: object }[] | null;
}

/** Of Kubernetes's OpenAPI, by group: the part of the schemas' names. */
const groups: Record<string, string> = {
  v1: 'CoreV1',
  'apps/v1': 'AppsV1',
  'batch/v1': 'BatchV1',
  'networking.k8s.io/v1': 'NetworkingV1',
  'policy/v1': 'PolicyV1',
};

/** What is wrong with an object by the JSON Schema of its type, and each field of it that the schema never looks at. */
export async function faultsOf(object: KubernetesObject): Promise<string[]> {
  const { apiVersion, kind, metadata } = object;
  const { validate } = (await import(`kubernetes-models/_schemas/IoK8sApi${groups[apiVersion]}${kind}`)) as {
    validate: Validate;
  };
  const seen = new Set<string>();
  const isValid = validate(watched(object, '', seen));
  const errors = isValid ? [] : (validate.errors ?? []);
  const unknown = fieldsOf(object, '').filter(path => !seen.has(path));
  return [
    ...errors.map(({ instancePath, keyword, params }) => `${instancePath} ${keyword} ${JSON.stringify(params)}`),
    ...unknown.map(path => `unknown field ${path.slice(1)}`),
  ].map(fault => `${kind} ${metadata.name}: ${fault}`);
}

/** Notes down each field that is looked at. */
function watched<T>(value: T, path: string, seen: Set<string>): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key, receiver) {
      const field = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || (Array.isArray(target) && !/^\d+$/.test(key))) return field;
      seen.add(`${path}.${key}`);
      return watched(field, `${path}.${key}`, seen);
    },
  });
}

const fieldsOf = (value: unknown, path: string): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, field]) => [`${path}.${key}`, ...fieldsOf(field, `${path}.${key}`)]);
