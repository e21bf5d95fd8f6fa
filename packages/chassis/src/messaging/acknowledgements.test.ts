import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import { createLogger } from '../log';
import { gatherAcknowledgements } from './acknowledgements';

const delivery = (deliveryTag: number) => ({ fields: { deliveryTag } }) as ConsumeMessage;

describe('acknowledgements', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const start = (isGone = () => false) => {
    const frames: string[] = [];
    const ack = ({ fields }: ConsumeMessage, allUpTo = false) =>
      void frames.push(`${allUpTo ? 'all up to ' : ''}${fields.deliveryTag}`);
    const acknowledgements = gatherAcknowledgements({ ack }, isGone, createLogger('test', 'silent'));
    const acknowledge = [1, 2, 3, 4, 5].map(tag => acknowledgements.expect(delivery(tag)));
    const handle = (...tags: number[]) => {
      for (const tag of tags) acknowledge[tag - 1]?.();
    };
    return { frames, handle, flush: acknowledgements.flush };
  };

  test('of all that is handled are one frame, in whatever order it was', () => {
    const { frames, handle } = start();
    handle(2, 1, 3);
    jest.runOnlyPendingTimers();
    handle(5, 4);
    jest.runOnlyPendingTimers();
    expect(frames).toEqual(['all up to 3', 'all up to 5']);
  });

  test('never cover what is not handled', () => {
    const { frames, handle } = start();
    handle(1, 3, 5);
    jest.runOnlyPendingTimers();
    handle(2);
    jest.runOnlyPendingTimers();
    expect(frames).toEqual(['all up to 1', '3', '5', 'all up to 2']);
  });

  test('are told at once where there is no later, and never by a channel that is lost', () => {
    const { frames, handle, flush } = start();
    handle(1);
    flush();
    expect(frames).toEqual(['all up to 1']);
    const lost = start(() => true);
    lost.handle(1, 2);
    jest.runOnlyPendingTimers();
    expect(lost.frames).toEqual([]);
  });
});
