/** From many messages to chunks that fit into a request each, holding no more than one chunk. */

import { byteLength, type Message, serialize } from "./serialize.js";

/** How large a request may become. */
export interface ChunkLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
}

/** Messages that follow one another. */
export interface Chunk {
  /** The index of the first of them among all. */
  readonly offset: number;
  readonly texts: readonly string[];
}

/** Messages, from memory, a generator, a stream … */
export type Messages = Iterable<Message> | AsyncIterable<Message>;

/** Brings each message into the form in which it is sent; the index is its place among all. */
export type Pack = (text: string, index: number) => string | Promise<string>;

/**
 * Yield chunks; their bounds depend on the messages and limits alone, so that a repeated run makes the same ones.
 *
 * @throws InvalidMessage: a message is no JSON object; what came before it has been yielded.
 */
export async function* chunksOf(messages: Messages, limits: ChunkLimits, pack: Pack): AsyncGenerator<Chunk> {
  let texts: string[] = [];
  let bytes = 2;
  let offset = 0;
  for await (const message of messages) {
    let text: string;
    try {
      const index = offset + texts.length;
      text = await pack(serialize(message, index), index);
    } catch (error) {
      if (texts.length > 0) yield { offset, texts };
      throw error;
    }
    const size = byteLength(text) + 1;
    if (texts.length > 0 && (texts.length >= limits.maxCount || bytes + size > limits.maxBytes)) {
      yield { offset, texts };
      offset += texts.length;
      texts = [];
      bytes = 2;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield { offset, texts };
}
