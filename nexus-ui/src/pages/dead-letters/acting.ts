/** Replaying and discarding many: some with each request, told as it goes on, stopped when a person says so. */
import type { Schemas } from "@/api/client";
import { messageOf } from "@/api/problem";

export interface Progress {
  done: number;
  /** Letter id to why it was left as it is. */
  refused: Record<string, string>;
  /** Nothing is left to do, or somebody stopped it. */
  isOver: boolean;
}

export const NOTHING: Progress = { done: 0, refused: {}, isOver: false };

type Told = (progress: Progress) => void;

/** Acts on all that a filter describes, one request after the other. */
export async function actOnAll(
  ask: (cursor: string | null) => Promise<Schemas["ChunkView"]>,
  told: Told,
  signal: AbortSignal,
): Promise<void> {
  let progress = NOTHING;
  let cursor: string | null = null;
  do {
    const chunk: Schemas["ChunkView"] = await ask(cursor);
    cursor = chunk.next;
    progress = {
      done: progress.done + chunk.done,
      refused: { ...progress.refused, ...chunk.refused },
      isOver: cursor === null || signal.aborted,
    };
    told(progress);
  } while (!progress.isOver);
}

/** Acts on chosen letters, one by one; one that fails does not hold up the others. */
export async function actOnEach(
  ids: readonly string[],
  ask: (id: string) => Promise<Schemas["ActionView"]>,
  told: Told,
  signal: AbortSignal,
): Promise<void> {
  let progress = NOTHING;
  for (const [at, id] of ids.entries()) {
    let refused: Record<string, string> = {};
    let done = 0;
    try {
      const action = await ask(id);
      refused = action.refused;
      done = action.done.length;
    } catch (error) {
      refused = { [id]: messageOf(error) };
    }
    progress = {
      done: progress.done + done,
      refused: { ...progress.refused, ...refused },
      isOver: at === ids.length - 1 || signal.aborted,
    };
    told(progress);
    if (progress.isOver) return;
  }
}

/** The last moment of a group, so that letters that come later are not acted on unseen. */
export function justAfter(at: string): string {
  return new Date(Date.parse(at) + 1).toISOString();
}
