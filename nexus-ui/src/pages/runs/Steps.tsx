/** What each step of a run did, in the order in which they ran. */
import { Accordion, Badge, Group, SimpleGrid, Text } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { Json } from "@/components/Json";
import { duration } from "@/components/numbers";
import { StatusBadge } from "@/components/StatusBadge";
import type { RunDetail } from "./run";
import classes from "./runs.module.css";
import { barOf, STEP_TONES } from "./words";

interface Props {
  detail: RunDetail;
  types: ReadonlyMap<string, string>;
  open: string | null;
  onOpen: (name: string | null) => void;
}

export function Steps({ detail, types, open, onOpen }: Props) {
  return (
    <Accordion value={open} onChange={onOpen} chevronPosition="left" variant="default" className={classes.steps}>
      {detail.steps.map((one) => (
        <Accordion.Item key={one.name} value={one.name}>
          <Accordion.Control>
            <Head step={one} type={types.get(one.name)} run={detail.run} />
          </Accordion.Control>
          <Accordion.Panel>
            {one.error && <div className={classes.fault}>{one.error}</div>}
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Value title="Input" value={one.input} />
              <Value title="Output" value={one.output} />
            </SimpleGrid>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

interface HeadProps {
  step: Schemas["StepRunView"];
  type: string | undefined;
  run: Schemas["RunView"];
}

function Head({ step, type, run }: HeadProps) {
  const tone = STEP_TONES[step.status] ?? "idle";
  const { left, width } = barOf(step, run);
  return (
    <div className={classes.step}>
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={500} truncate>
          {step.name}
        </Text>
        <Text size="xs" c="dimmed">
          {type?.replaceAll("_", " ")}
        </Text>
      </div>
      <Group gap={6}>
        <StatusBadge status={step.status} tone={tone} />
        {step.attempt > 1 && <Badge color="gray">attempt {step.attempt}</Badge>}
      </Group>
      <div className={classes.track} aria-hidden>
        <div style={{ left: `${left}%`, width: `${width}%`, background: `var(--nx-${tone})` }} />
      </div>
      <Text size="xs" c="dimmed" className="nx-number" ta="right">
        {duration(step.duration_ms)}
      </Text>
    </div>
  );
}

function Value({ title, value }: { title: string; value: unknown }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="xs" c="dimmed" mb={4}>
        {title}
      </Text>
      <Json value={value} label={title} />
    </div>
  );
}
