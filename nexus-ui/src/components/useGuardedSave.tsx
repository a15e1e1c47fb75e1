/**
 * Saves an edit under `If-Match`. Where someone else has saved meanwhile, it asks whether to look at theirs or to put one's
 * own in its place; nothing is lost without a person saying so.
 */
import { Button, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useCallback, useState } from "react";
import { ifMatch } from "@/api/client";
import { Problem } from "@/api/problem";

interface Versioned {
  version: number;
}

interface Guarded<T extends Versioned> {
  /** The version that was edited. */
  version: number;
  /** Saves; with no headers it overwrites whatever is there. */
  save: (headers: { "If-Match"?: string }) => Promise<T | undefined>;
  /** Reads what is there now. */
  current: () => Promise<T | undefined>;
  saved: (now: T) => void;
  /** Takes what someone else saved, and forgets the edit. */
  takeTheirs: (theirs: T) => void;
}

function chooseBetween(mine: () => void, theirs: () => void): void {
  const id = "changed-meanwhile";
  const then = (act: () => void) => () => {
    modals.close(id);
    act();
  };
  modals.open({
    modalId: id,
    title: <Text fw={600}>Someone else has changed this meanwhile</Text>,
    children: (
      <Stack>
        <Text size="sm">Your edit was made from an older version, and nothing has been saved yet.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.close(id)}>
            Go on editing
          </Button>
          <Button variant="default" onClick={then(theirs)}>
            Take theirs
          </Button>
          <Button color="red" onClick={then(mine)}>
            Overwrite with mine
          </Button>
        </Group>
      </Stack>
    ),
  });
}

export function useGuardedSave<T extends Versioned>(guarded: Guarded<T>) {
  const [error, setError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);

  const attempt = useCallback(
    async (headers: { "If-Match"?: string }) => {
      setSaving(true);
      setError(null);
      try {
        const now = await guarded.save(headers);
        if (now) guarded.saved(now);
      } catch (problem) {
        const theirs =
          problem instanceof Problem && problem.status === 409
            ? await guarded.current().catch(() => undefined)
            : undefined;
        if (theirs && theirs.version !== guarded.version && headers["If-Match"]) {
          chooseBetween(
            () => void attempt({}),
            () => guarded.takeTheirs(theirs),
          );
        } else setError(problem);
      } finally {
        setSaving(false);
      }
    },
    [guarded],
  );

  return { save: () => attempt(ifMatch(guarded.version)), error, isSaving };
}
