import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createGrpcServer, type GrpcServer } from '@ems/chassis/grpc';
import { createLogger } from '@ems/chassis/log';
import { watchLeaks } from '@ems/testing';
import { Client, credentials } from '@grpc/grpc-js';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FileDescriptorProto, type IDescriptorProto, type IFileDescriptorProto } from 'protobufjs/ext/descriptor';

/** With all that a descriptor may have to say. */
const proto = `syntax = "proto3";
package album.v1;
import "google/protobuf/timestamp.proto";
service AlbumService {
  rpc GetAlbum(GetAlbumRequest) returns (GetAlbumResponse);
  rpc Watch(stream GetAlbumRequest) returns (stream GetAlbumResponse);
}
enum Format { FORMAT_UNSPECIFIED = 0; VINYL = 1; }
message GetAlbumRequest { optional string title = 1; oneof by { string id = 2; Key key = 3; } message Key { string slug = 1; } }
message GetAlbumResponse {
  reserved 2, 10 to 12;
  message Track { enum Kind { KIND_UNSPECIFIED = 0; } Kind kind = 1; map<int32, Format> formats_by_side = 3; }
  map<string, Track> tracks_by_name = 1;
  repeated Track.Kind kinds = 3;
  google.protobuf.Timestamp released_at = 4;
}
`;
const protocols = ['v1', 'v1alpha'];
const services = ['album.v1.AlbumService', 'grpc.health.v1.Health'];

interface Answer {
  listServicesResponse?: { service: { name: string }[] };
  fileDescriptorResponse?: { fileDescriptorProto: Buffer[] };
}

/** Asks one thing, as reflection clients do. */
async function ask(port: number, protocol: string, request: Record<string, string>): Promise<Answer> {
  const includeDirs = [join(require.resolve('@grpc/reflection/package.json'), '../build/proto')];
  const proto = loadSync(`grpc/reflection/${protocol}/reflection.proto`, { includeDirs, oneofs: true });
  const service = proto[`grpc.reflection.${protocol}.ServerReflection`] as ServiceDefinition;
  const method = service.ServerReflectionInfo;
  if (!method) throw new Error(`no reflection of ${protocol}`);
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const stream = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
  stream.end(request);
  try {
    const [answer] = (await stream.toArray()) as Answer[];
    return answer ?? {};
  } finally {
    client.close();
  }
}

/** The file that the request finds and all that it depends on, each asked for by its name, as grpcurl does. */
async function filesOf(port: number, protocol: string, request: Record<string, string>) {
  const files = new Map<string, IFileDescriptorProto>();
  const fetch = async (wanted: Record<string, string>): Promise<void> => {
    const { fileDescriptorResponse } = await ask(port, protocol, wanted);
    const [bytes] = fileDescriptorResponse?.fileDescriptorProto ?? [];
    expect(bytes).toBeDefined();
    const file = FileDescriptorProto.decode(bytes ?? Buffer.of()) as IFileDescriptorProto;
    files.set(file.name ?? '', file);
    for (const name of (file.dependency ?? []) as string[]) if (!files.has(name)) await fetch({ fileByFilename: name });
  };
  await fetch(request);
  return [...files.values()];
}

describe('a server tells by reflection what it can do', () => {
  const checkLeaks = watchLeaks();
  const folder = mkdtempSync(join(tmpdir(), 'ems-proto-'));
  let server: GrpcServer;
  const protoFile = join(folder, 'album.proto');
  const makeServer = (token: string) =>
    createGrpcServer({
      protoFile,
      serviceName: 'album.v1.AlbumService',
      host: '127.0.0.1',
      port: 0,
      token,
      logger: createLogger('album', 'silent'),
      methods: {},
    });

  beforeAll(async () => {
    writeFileSync(protoFile, proto);
    server = makeServer('');
    await server.start();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
    await checkLeaks();
  });

  test.each(protocols)('grpcurl by %s finds each service, with every file and type that it needs', async protocol => {
    const { listServicesResponse } = await ask(server.port(), protocol, { listServices: '*' });
    expect(listServicesResponse?.service.map(({ name }) => name).toSorted()).toEqual(services);
    for (const service of services) {
      const files = await filesOf(server.port(), protocol, { fileContainingSymbol: service });
      const names = new Set(files.flatMap(file => typesIn(`.${file.package}`, file)));
      expect(referencesIn(files).filter(name => !names.has(name))).toEqual([]);
      expect(files.flatMap(file => file.service?.map(({ name }) => `${file.package}.${name}`) ?? [])).toEqual([
        service,
      ]);
    }
  });

  test('with a token it tells nothing of itself', async () => {
    const secured = makeServer('t'.repeat(32));
    await secured.start();
    for (const protocol of protocols)
      await expect(ask(secured.port(), protocol, { listServices: '*' })).rejects.toMatchObject({ code: 12 });
    await secured.stop();
  });

  test('buf takes the descriptors for valid, whatever they have to say', async () => {
    expect(await buf('--list-methods', `http://127.0.0.1:${server.port()}`)).toBe(`album.v1.AlbumService/GetAlbum
album.v1.AlbumService/Watch
grpc.health.v1.Health/Check
grpc.health.v1.Health/List
grpc.health.v1.Health/Watch
`);
  });

  test('buf asks for the health of a service by what it is told of it', async () => {
    const health = `http://127.0.0.1:${server.port()}/grpc.health.v1.Health`;
    expect(JSON.parse(await buf('-d', '{"service":"album.v1.AlbumService"}', `${health}/Check`))).toEqual({
      status: 'SERVING',
    });
    expect(JSON.parse(await buf(`${health}/List`))).toEqual({
      statuses: { '': { status: 'SERVING' }, 'album.v1.AlbumService': { status: 'SERVING' } },
    });
  });
});

async function buf(...args: string[]): Promise<string> {
  const program = require.resolve('@bufbuild/buf/bin/buf');
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    ...['curl', '--protocol', 'grpc', '--http2-prior-knowledge'],
    ...args,
  ]);
  return stdout;
}

function typesIn(scope: string, { enumType = [], ...rest }: IFileDescriptorProto | IDescriptorProto): string[] {
  const messages = ('messageType' in rest ? rest.messageType : (rest as IDescriptorProto).nestedType) ?? [];
  return [
    ...enumType.map(({ name }) => `${scope}.${name}`),
    ...messages.flatMap(message => [`${scope}.${message.name}`, ...typesIn(`${scope}.${message.name}`, message)]),
  ];
}

function referencesIn(files: readonly IFileDescriptorProto[]): string[] {
  const inMessage = ({ field = [], nestedType = [] }: IDescriptorProto): string[] => [
    ...field.flatMap(({ typeName }) => typeName || []),
    ...nestedType.flatMap(inMessage),
  ];
  const methods = files.flatMap(file => file.service ?? []).flatMap(service => service.method ?? []);
  return [
    ...files.flatMap(file => file.messageType ?? []).flatMap(inMessage),
    ...methods.flatMap(({ inputType = '', outputType = '' }) => [inputType, outputType]),
  ];
}
