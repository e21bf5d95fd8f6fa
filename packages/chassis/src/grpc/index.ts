export { createGrpcClient, type GrpcClient } from './client';
export type { GrpcTls } from './credentials';
export { createGrpcServer, type GrpcServer, type Rpc, rpc, streamRpc } from './server';
