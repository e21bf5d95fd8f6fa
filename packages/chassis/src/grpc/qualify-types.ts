import type { IDescriptorProto, IFieldDescriptorProto, IFileDescriptorProto } from 'protobufjs/ext/descriptor';

const join = (...names: (string | undefined)[]) => names.filter(Boolean).join('.');

/** Gives every type its full name, and every file a dependency on each file that has one of its types. */
export function qualifyTypes(files: readonly IFileDescriptorProto[]): void {
  const fileOf = new Map(
    files.flatMap(file =>
      typesIn(file.package, file.enumType, file.messageType).map(name => [name, file.name] as const),
    ),
  );
  for (const file of files) {
    const dependencies = new Set<string | undefined>();
    const qualify = (scope: string, name: string) => {
      const found = meanings(scope, name).find(meaning => fileOf.has(meaning));
      if (found === undefined) throw new Error(`${file.name} names ${name}, which no file has`);
      dependencies.add(fileOf.get(found));
      return `.${found}`;
    };
    qualifyFile(file, qualify);
    dependencies.delete(file.name);
    file.dependency = [...dependencies];
  }
}

function typesIn(
  scope: string | undefined,
  enums: IFileDescriptorProto['enumType'] = [],
  messages: IDescriptorProto[] = [],
): string[] {
  return [...enums, ...messages].flatMap(type => {
    const name = join(scope, type.name);
    return 'field' in type || 'nestedType' in type ? [name, ...typesIn(name, type.enumType, type.nestedType)] : [name];
  });
}

function qualifyFile(file: IFileDescriptorProto, qualify: (scope: string, name: string) => string): void {
  const visit = (scope: string, { name, field = [], nestedType = [] }: IDescriptorProto) => {
    const inner = join(scope, name);
    for (const each of field) qualifyField(inner, each);
    for (const nested of nestedType) visit(inner, nested);
  };
  const qualifyField = (scope: string, field: IFieldDescriptorProto) => {
    if (field.typeName) field.typeName = qualify(scope, field.typeName);
  };
  const scope = file.package ?? '';
  for (const message of file.messageType ?? []) visit(scope, message);
  for (const method of (file.service ?? []).flatMap(service => service.method ?? [])) {
    method.inputType = qualify(scope, method.inputType ?? '');
    method.outputType = qualify(scope, method.outputType ?? '');
  }
}

/** What a name may mean within a scope, the innermost first; with a dot before it, it is the full name. */
function meanings(scope: string, name: string): string[] {
  if (name.startsWith('.')) return [name.slice(1)];
  const names = scope.split('.');
  return [...names.map((_, index) => join(...names.slice(0, names.length - index), name)), name];
}
