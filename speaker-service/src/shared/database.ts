import { createDatabase, createPool, type Database } from '@ems/chassis/database';
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client';

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;
export type SpeakerDatabase = Database<Db, Tx>;

export const openDatabase = (url: string): SpeakerDatabase =>
  createDatabase<Tx, Db>(
    new PrismaClient({ adapter: new PrismaPg(createPool(url, 'speaker-service'), { disposeExternalPool: true }) }),
    url,
  );
