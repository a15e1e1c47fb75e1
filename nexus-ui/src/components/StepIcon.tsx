/** A step's icon: what it does, for those that Nexus brings; those of plugins have letters. */
import { ThemeIcon } from "@mantine/core";
import { IconArrowIteration, IconClockPause, IconDatabase, IconGitBranch, IconWorldUpload } from "@tabler/icons-react";
import { ConnectorIcon } from "./ConnectorIcon";

const DRAWN = {
  rest_call: IconWorldUpload,
  db_query: IconDatabase,
  transform: IconArrowIteration,
  condition: IconGitBranch,
  delay: IconClockPause,
};

interface Props {
  type: string;
  title: string;
  size: number;
}

export function StepIcon({ type, title, size }: Props) {
  const Drawn = Object.hasOwn(DRAWN, type) ? DRAWN[type as keyof typeof DRAWN] : undefined;
  if (!Drawn) return <ConnectorIcon name={type} title={title} size={size} />;
  return (
    <ThemeIcon size={size} radius={size / 5} variant="light" aria-hidden>
      <Drawn size={size * 0.65} />
    </ThemeIcon>
  );
}
