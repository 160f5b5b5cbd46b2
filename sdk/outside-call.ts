/** What is known of a call to the world outside beyond its request. */
export interface OutsideCall {
  /** Aborted when the core has given up, or hung up. */
  readonly signal: AbortSignal;
}
