import type { Method } from '../http';

/** One method of one path of an OpenAPI document. */
export interface NamedOperation<Operation> {
  /** `GET /api/v1/events/{id}` */
  name: string;
  method: Method;
  path: string;
  operation: Operation;
}

/** What {@link operationsOf} reads of a document; an operation has the members that the caller needs. */
export interface Paths<Operation> {
  paths: Readonly<Record<string, Partial<Record<Method, Operation>>>>;
}

/** The operations of an OpenAPI document, path by path. */
export const operationsOf = <Operation>({ paths }: Paths<Operation>): NamedOperation<Operation>[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method as Method,
      path,
      operation,
    })),
  );
