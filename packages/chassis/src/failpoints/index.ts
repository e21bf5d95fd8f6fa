import { channel } from 'node:diagnostics_channel';

/**
 * Moments between two steps that cannot be one, where a process that dies or stands still leaves the most to others
 * (docs/decisions/0062-failpoints.md).
 */
export type Failpoint =
  | 'http.before_transaction'
  /** Only where a key or the audit log has its part in it: else COMMIT leaves with the last statement. */
  | 'http.before_commit'
  | 'http.after_commit'
  | 'idempotency.in_progress'
  | 'outbox.after_read'
  | 'outbox.after_publish_before_confirm'
  | 'outbox.after_confirm_before_mark'
  | 'consumer.after_receive'
  | 'consumer.after_tx_before_ack'
  | 'consumer.before_retry_publish'
  | 'consumer.after_retry_publish_before_ack'
  | 'grpc.server.after_work_before_reply'
  | 'shutdown.mid_drain';

/**
 * Names a moment, for whoever subscribes to the channel `ems:<name>` of diagnostics: tests alone, by what they preload. Without a
 * subscriber a passage costs the look whether there is one.
 * @returns what is called at each passage; `turns` of the event loop later, if it says so
 */
export function failpoint(name: Failpoint): (turns?: number) => void {
  const passages = channel(`ems:${name}`);
  const pass = (turns: number): void => {
    if (turns > 0) setImmediate(pass, turns - 1);
    else passages.publish(undefined);
  };
  return (turns = 0) => {
    if (passages.hasSubscribers) pass(turns);
  };
}
