/** A replica and what it is a replica of: two queries for the same rows, with a `key` and a `value` of JSON. */
export interface Comparison {
  service: string;
  /** Of the replica. */
  table: string;
  owner: string;
  owned: string;
  replicated: string;
  /** The service keeps rows of what the owner has no more, as nobody says so or as tombstones that cannot be told apart. */
  keepsMore?: boolean;
}
