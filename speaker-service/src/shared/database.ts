import { createDatabase, createPool, type Database } from '@ems/chassis/database';
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client';

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;
export type SpeakerDatabase = Database<Db, Tx>;

export function openDatabase(url: string): SpeakerDatabase {
  const pool = createPool(url, 'speaker-service');
  const client = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
  return createDatabase<Tx, Db>(client, pool, url);
}
