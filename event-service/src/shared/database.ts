import { createDatabase, createPool, type Database } from '@ems/chassis/database';
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client';

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;
export type EventDatabase = Database<Db, Tx>;

export function openDatabase(url: string): EventDatabase {
  const pool = createPool(url, 'event-service');
  const client = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
  return createDatabase<Tx, Db>(client, pool, url);
}
