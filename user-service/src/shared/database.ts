import { createDatabase, createPool, type Database } from '@ems/chassis/database';
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client';

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;
export type UserDatabase = Database<Db, Tx>;

export const openDatabase = (url: string): UserDatabase =>
  createDatabase<Tx, Db>(
    new PrismaClient({ adapter: new PrismaPg(createPool(url, 'user-service'), { disposeExternalPool: true }) }),
    url,
  );
