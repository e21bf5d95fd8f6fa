/** A token bucket, from which each retry takes a token, and to which each call adds a part of one. */
export interface RetryBudget {
  /** A call begins. */
  earn(): void;
  /** @returns whether a call may be sent again; then it is paid for */
  spend(): boolean;
}

/** So many calls earn one retry. */
const callsPerRetry = 10;

/** @param retries how many there are at most, and at the start: what a client that calls seldom lives on */
export function createRetryBudget(retries: number): RetryBudget {
  const most = retries * callsPerRetry;
  let calls = most;
  return {
    earn() {
      calls = Math.min(most, calls + 1);
    },
    spend() {
      if (calls < callsPerRetry) return false;
      calls -= callsPerRetry;
      return true;
    },
  };
}
