#!/usr/bin/env node
// What Prisma's CLI starts in place of its native schema engine.
import { main } from '../src/main.mjs';

await main(process.argv.slice(2));
