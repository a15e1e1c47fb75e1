import { Text } from "@mantine/core";
import { IconCircleCheck, IconMailOff, IconPlugOff, IconPuzzleOff } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import { plural } from "@/components/numbers";
import { Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Item } from "./Item";

const SHOWN = 5;

export function AttentionCard({ attention }: { attention: Schemas["Attention"] }) {
  const letters = attention.dead_letters_by_pipeline.filter((one) => one.count > 0);
  const isCalm = letters.length + attention.open_circuits.length + attention.quarantined_plugins.length === 0;
  return (
    <Section title="Needs a person">
      {isCalm && (
        <Item
          icon={<IconCircleCheck size={17} />}
          tone="good"
          title="Nothing"
          note="No dead letters, no destination away, no plugin in quarantine."
        />
      )}
      {attention.open_circuits.map((one) => (
        <Item
          key={`${one.workflow_id} ${one.pipeline_id}`}
          icon={<IconPlugOff size={17} />}
          tone={one.needs_person ? "bad" : "warn"}
          title={
            <>
              {one.pipeline || one.workflow}: {one.needs_person ? "a setting is refused" : "its destination is away"}
            </>
          }
          note={
            <>
              {one.reason}. Messages wait, since <RelativeTime at={one.since} />.
            </>
          }
          to={`/workflows/${one.workflow_id}`}
        />
      ))}
      {letters.slice(0, SHOWN).map((one) => (
        <Item
          key={`${one.workflow_id} ${one.pipeline_id}`}
          icon={<IconMailOff size={17} />}
          tone="bad"
          title={plural(one.count, "dead letter")}
          note={
            <>
              {one.workflow}
              {one.pipeline && ` · ${one.pipeline}`}
            </>
          }
          to="/dead-letters"
          search={{ workflow: one.workflow_id }}
        />
      ))}
      {letters.length > SHOWN && (
        <Text size="xs" c="dimmed" py="xs">
          and in {letters.length - SHOWN} more pipelines
        </Text>
      )}
      {attention.quarantined_plugins.map((one) => (
        <Item
          key={one.plugin}
          icon={<IconPuzzleOff size={17} />}
          tone="warn"
          title={`The plugin ${one.plugin} is in quarantine`}
          note={`${one.reason}. ${one.remedy}`}
          to="/plugins"
        />
      ))}
    </Section>
  );
}
