import { createDatabase, createPool, type Database } from '@ems/chassis/database';
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client';

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;
export type SessionDatabase = Database<Db, Tx>;

export const openDatabase = (url: string): SessionDatabase =>
  createDatabase<Tx, Db>(
    new PrismaClient({ adapter: new PrismaPg(createPool(url, 'session-service'), { disposeExternalPool: true }) }),
    url,
  );
