export { createGrpcClient, type GrpcClient } from './client';
export { createGrpcServer, type GrpcServer, type Rpc, rpc, streamRpc } from './server';
