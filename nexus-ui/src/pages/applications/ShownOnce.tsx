/** A secret that is shown this once. */
import { Group, Text } from "@mantine/core";
import { Copy } from "@/components/Copy";
import classes from "./applications.module.css";

export function ShownOnce({ label, hint, value }: { label: string; hint: string; value: string }) {
  return (
    <div className={classes.secret}>
      <div style={{ minWidth: 140 }}>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap" className={classes.value}>
        <Text className="nx-mono" style={{ overflowWrap: "anywhere" }} data-testid={label}>
          {value}
        </Text>
        <Copy value={value} label={`Copy the ${label.toLowerCase()}`} />
      </Group>
    </div>
  );
}
