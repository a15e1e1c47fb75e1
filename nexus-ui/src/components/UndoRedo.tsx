/** Takes back what was drawn, and draws it again. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import type { useHistory } from "./history";

export type Undoing = Pick<ReturnType<typeof useHistory>, "canUndo" | "canRedo" | "undo" | "redo">;

export function UndoRedo({ history }: { history: Undoing }) {
  return (
    <>
      <Tooltip label="Undo (⌘Z)">
        <ActionIcon size="lg" variant="default" aria-label="Undo" disabled={!history.canUndo} onClick={history.undo}>
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (⇧⌘Z)">
        <ActionIcon size="lg" variant="default" aria-label="Redo" disabled={!history.canRedo} onClick={history.redo}>
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
