/** Where the buffer keeps what is not acknowledged, so that it outlives the page or the process. */

/**
 * Storage of messages, by batch. A batch is sent as a whole under its id, which is the idempotency key: what it holds
 * must be the same at every attempt, so that it is only appended to until it is sent first, and removed in one piece.
 */
export interface Spool {
  /** Return the ids of batches that an earlier, ended user of this spool has left, oldest first. */
  left(): Promise<readonly string[]>;
  /** Return a batch's messages, in the order in which they were appended. */
  read(batch: string): Promise<readonly string[]>;
  /** Add messages to a batch; they are on stable storage when this returns. */
  append(batch: string, messages: readonly string[]): Promise<void>;
  /** Forget a batch, all of it at once. */
  remove(batch: string): Promise<void>;
  /** Let go of the storage; what it holds stays. */
  close(): Promise<void>;
}
