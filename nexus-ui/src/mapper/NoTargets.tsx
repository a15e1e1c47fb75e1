/** What stands where no target is: ways to begin. */
import { Button } from "@mantine/core";
import { IconArrowsLeftRight, IconCopy } from "@tabler/icons-react";
import { Empty } from "@/components/States";
import type { Model } from "./useMapper";

export function NoTargets({ model, readOnly }: { model: Model; readOnly: boolean }) {
  const { target, act } = model;
  if (target.filter || target.only !== "all") return <Empty title="No target fits the filter" />;
  if (readOnly) return <Empty title="Nothing is mapped" />;
  return (
    <Empty
      icon={IconArrowsLeftRight}
      title="Nothing is mapped yet"
      action={
        <>
          <Button size="xs" variant="default" onClick={act.takeWhole}>
            Hand on the payload as it is
          </Button>
          <Button size="xs" variant="default" leftSection={<IconCopy size={14} />} onClick={act.takeFields}>
            A target for each field
          </Button>
        </>
      }
    >
      This destination does not say which fields it takes. Name them below, or begin with what the messages have.
    </Empty>
  );
}
