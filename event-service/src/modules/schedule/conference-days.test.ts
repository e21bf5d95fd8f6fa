import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conferenceDays, dateOf } from './conference-days';

const berlin = { timezone: 'Europe/Berlin', dayStartsAt: '04:00' };
const daysOf = (startsAt: string, endsAt: string, timezone: string, slots: string[] = [], dayStartsAt = '04:00') =>
  conferenceDays(
    { startsAt: new Date(startsAt), endsAt: new Date(endsAt), timezone, dayStartsAt },
    slots.map(start => ({ startsAt: new Date(start), endsAt: new Date(new Date(start).getTime() + 60_000) })),
  );
const hours = (day: { startsAt: Date; endsAt: Date }) => (day.endsAt.getTime() - day.startsAt.getTime()) / 3_600_000;

describe('a conference day', () => {
  it('runs from 04:00 to 04:00 by the clocks of the event', () => {
    expect(daysOf('2019-08-21T07:00:00Z', '2019-08-26T02:00:00Z', 'Europe/Berlin').map(day => day.date)).toEqual([
      '2019-08-21',
      '2019-08-22',
      '2019-08-23',
      '2019-08-24',
      '2019-08-25',
    ]);
  });

  it('has 23 hours when the clocks go forward', () => {
    const days = daysOf('2026-03-27T08:00:00+01:00', '2026-03-29T20:00:00+02:00', 'Europe/Berlin');
    expect(days.map(day => [day.date, hours(day)])).toEqual([
      ['2026-03-27', 24],
      ['2026-03-28', 23],
      ['2026-03-29', 24],
    ]);
    expect(days[1]?.endsAt).toEqual(new Date('2026-03-29T04:00:00+02:00'));
  });

  it('has 25 hours when they go back, and the doubled hour belongs to the night before', () => {
    const days = daysOf('2026-10-24T08:00:00+02:00', '2026-10-25T20:00:00+01:00', 'Europe/Berlin');
    expect(days.map(hours)).toEqual([25, 24]);
    expect(dateOf(new Date('2026-10-25T02:30:00+02:00'), berlin)).toBe('2026-10-24');
    expect(dateOf(new Date('2026-10-25T02:30:00+01:00'), berlin)).toBe('2026-10-24');
    expect(dateOf(new Date('2026-10-25T04:00:00+01:00'), berlin)).toBe('2026-10-25');
  });

  it('keeps its hour in zones of half an hour, and where the clocks change by half an hour', () => {
    expect(daysOf('2026-01-10T09:00:00+05:30', '2026-01-10T18:00:00+05:30', 'Asia/Kolkata')[0]?.startsAt).toEqual(
      new Date('2026-01-10T04:00:00+05:30'),
    );
    const lordHowe = daysOf('2026-04-04T09:00:00+11:00', '2026-04-05T18:00:00+10:30', 'Australia/Lord_Howe');
    expect(lordHowe.map(hours)).toEqual([24.5, 24]);
  });

  it('of what is before 04:00 is the day before', () => {
    expect(dateOf(new Date('2026-05-02T03:59:59.999+02:00'), berlin)).toBe('2026-05-01');
    expect(dateOf(new Date('2026-05-02T04:00:00+02:00'), berlin)).toBe('2026-05-02');
  });

  it('begins when the event says', () => {
    const frame = { timezone: 'Europe/Berlin', dayStartsAt: '09:30' };
    expect(dateOf(new Date('2026-05-02T09:29:00+02:00'), frame)).toBe('2026-05-01');
    expect(dateOf(new Date('2026-05-02T09:30:00+02:00'), frame)).toBe('2026-05-02');
    const midnight = daysOf('2026-05-01T01:00:00Z', '2026-05-02T03:00:00Z', 'UTC', ['2026-05-01T01:00:00Z'], '00:00');
    expect(midnight.map(day => day.startsAt.toISOString())).toEqual([
      '2026-05-01T00:00:00.000Z',
      '2026-05-02T00:00:00.000Z',
    ]);
  });

  it('is not there for the empty night before an event that starts at midnight, but is for a slot in it', () => {
    const wholeDays = ['2026-05-01T00:00:00Z', '2026-05-03T00:00:00Z', 'UTC'] as const;
    expect(daysOf(...wholeDays).map(day => day.date)).toEqual(['2026-05-01', '2026-05-02']);
    expect(daysOf(...wholeDays, ['2026-05-01T01:00:00Z']).map(day => day.date)).toEqual([
      '2026-04-30',
      '2026-05-01',
      '2026-05-02',
    ]);
  });

  it('is there once for an event that lies within the night', () => {
    expect(daysOf('2026-05-01T01:00:00Z', '2026-05-01T03:00:00Z', 'UTC').map(day => day.date)).toEqual(['2026-05-01']);
  });
});

it('every slot of an event lies in exactly one of its days, whatever the zone', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
  const start = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(
      start,
      fc.integer({ min: 1, max: 200 }),
      fc.nat(1000),
      fc.constantFrom(...zones),
      fc.constantFrom('00:00', '02:30', '04:00', '23:59'),
      (from, hours, at, timezone, dayStartsAt) => {
        const to = new Date(from.getTime() + hours * 3_600_000);
        const slot = new Date(from.getTime() + Math.floor((at / 1001) * hours * 3_600_000));
        const frame = { timezone, dayStartsAt };
        const days = conferenceDays({ startsAt: from, endsAt: to, ...frame }, [{ startsAt: slot, endsAt: to }]);
        expect(days.filter(day => day.startsAt <= slot && slot < day.endsAt).map(day => day.date)).toEqual([
          dateOf(slot, frame),
        ]);
        expect(days.slice(1).map(day => day.startsAt)).toEqual(days.slice(0, -1).map(day => day.endsAt));
      },
    ),
  );
});
