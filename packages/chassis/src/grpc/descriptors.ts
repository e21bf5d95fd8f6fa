import type { PackageDefinition } from '@grpc/proto-loader';
import {
  FileDescriptorProto,
  type IDescriptorProto,
  type IFieldDescriptorProto,
  type IFileDescriptorProto,
} from 'protobufjs/ext/descriptor';
import { qualifyTypes } from './qualify-types';

/**
 * The files of a package with descriptors as `protoc` writes them, on which reflection clients insist. Those that protobufjs
 * makes call the entry of a map by its field alone, name types from where they stand, say of no file what it imports, of
 * no field that it is optional, and end reserved ranges one too early.
 * @returns for `ReflectionService`, which looks at nothing but the descriptors
 */
export function completeDescriptors(proto: PackageDefinition): PackageDefinition {
  const files = filesOf(proto);
  for (const message of files.flatMap(file => file.messageType ?? [])) completeMessage(message);
  qualifyTypes(files);
  const fileDescriptorProtos = files.map(file => Buffer.from(FileDescriptorProto.encode(file).finish()));
  const format = 'Protocol Buffer 3 EnumDescriptorProto';
  return Object.fromEntries(Object.keys(proto).map(name => [name, { format, type: {}, fileDescriptorProtos }]));
}

function filesOf(proto: PackageDefinition): IFileDescriptorProto[] {
  const files = new Map<string | undefined, IFileDescriptorProto>();
  for (const { fileDescriptorProtos } of Object.values(proto)) {
    if (!Array.isArray(fileDescriptorProtos)) continue;
    for (const bytes of fileDescriptorProtos) {
      const file = FileDescriptorProto.decode(bytes) as IFileDescriptorProto;
      files.set(file.name, file);
    }
  }
  return [...files.values()];
}

function completeMessage(message: IDescriptorProto): void {
  nameMapEntries(message);
  markOptionalFields(message);
  // The end is the first number that is not reserved any more.
  for (const range of message.reservedRange ?? []) range.end = (range.end ?? 0) + 1;
  for (const nested of message.nestedType ?? []) completeMessage(nested);
}

/** `by_name` becomes `ByNameEntry`, in the map's field and in the message that it stands for. */
function nameMapEntries({ field = [], nestedType = [] }: IDescriptorProto): void {
  for (const nested of nestedType) {
    const map = nested.options?.mapEntry && field.find(({ typeName }) => typeName === nested.name);
    if (!map) continue;
    const words = (map.name ?? '').split('_').map(word => word.charAt(0).toUpperCase() + word.slice(1));
    nested.name = `${words.join('')}Entry`;
    map.typeName = nested.name;
  }
}

type Field = IFieldDescriptorProto & { proto3Optional?: boolean };

/** An `optional` field is alone in a group named after it, and these groups come after the others. */
function markOptionalFields({ field = [], oneofDecl = [] }: IDescriptorProto): void {
  const membersOf = (index: number): Field[] =>
    field.filter(each => Object.hasOwn(each, 'oneofIndex') && each.oneofIndex === index);
  const groups = oneofDecl.map((group, index) => {
    const members = membersOf(index);
    return { group, members, isOptional: members.length === 1 && group.name === `_${members[0]?.name}` };
  });
  const ordered = groups.toSorted((a, b) => Number(a.isOptional) - Number(b.isOptional));
  for (const [index, { group, members, isOptional }] of ordered.entries()) {
    oneofDecl[index] = group;
    for (const member of members) {
      member.oneofIndex = index;
      if (isOptional) member.proto3Optional = true;
    }
  }
}
