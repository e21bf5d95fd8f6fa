import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ems/testing';
import { expect, test } from '@jest/globals';
import { asOrganizer } from '../support/as-organizer';
import { logIn, registerUser } from '../support/users';
import { nextFault } from './support/faults';
import { findViolations, underWay } from './support/invariants';
import { seededRandom } from './support/random';
import { startWorkload } from './support/workload';

const minutes = 60_000;

/** By `npm run drills -- --kills N --seed S`; a run of all drills has a few kills, and others each time. */
const faults = Number(process.env.DRILL_KILLS || 8);
const seed = Number(process.env.DRILL_SEED || Math.floor(Math.random() * 1_000_000));

const repeat = `npm run drills -- --kills ${faults} --seed ${seed}`;

test(
  'whatever is killed, frozen or crashed, and when: nothing is lost, doubled, misordered or untrue',
  async () => {
    const random = seededRandom(seed);
    const { accessToken, email, client } = await registerUser();
    const event = await asOrganizer(client).event();
    const workload = startWorkload(accessToken, event.id, { logInAnew: async () => (await logIn(email)).accessToken });
    const done: string[] = [];
    try {
      for (let nth = 0; nth < faults; nth++) {
        await delay(random() * 500);
        const { name, inject } = nextFault(random);
        done.push(name);
        await inject();
      }
    } catch (error) {
      throw new Error(`${done.at(-1)}, the ${done.length}th fault, was not recovered from. To repeat: ${repeat}`, {
        cause: error,
      });
    } finally {
      await workload.stop();
    }
    // What stays under way is counted as lost.
    await eventually(async () => Object.keys(await underWay()).length === 0, 2 * minutes).catch(() => undefined);
    const violations = await findViolations(workload);
    const counts = Object.entries(violations).map(([kind, found]) => `${found.length} ${kind}`);
    console.info(`${faults} faults, ${workload.writes.length} writes: ${counts.join(', ')}. To repeat: ${repeat}`);
    expect({ repeat, violations }).toEqual({
      repeat,
      violations: { lost: [], doubled: [], misordered: [], untrue: [] },
    });
  },
  faults * 2 * minutes + 10 * minutes,
);
