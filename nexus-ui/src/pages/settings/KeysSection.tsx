import { List, Text } from "@mantine/core";
import { CodeBlock } from "@/components/Copy";
import { Section } from "@/components/Page";

/** Encryption keys never pass through a browser: this says how they are rotated where they are. */
export function KeysSection() {
  return (
    <Section
      title="Rotate the encryption keys"
      about="They encrypt secrets of connections, master secrets and dead letters at rest"
    >
      <Text size="sm" py="sm">
        The keys are in the environment of the processes and never pass through a browser. Keys of sender apps and their
        master secrets are rotated on the page of each app.
      </Text>
      <List type="ordered" size="sm" spacing="xs">
        <List.Item>
          Make a new key, put it first in <code>NEXUS_ENCRYPTION_KEYS</code>, keep the former ones behind it, and
          restart all processes.
        </List.Item>
        <List.Item>Re-encrypt everything under it; it can be interrupted and run again.</List.Item>
        <List.Item>Take the former keys away once nothing needs them any more: the command says so.</List.Item>
      </List>
      <div style={{ padding: "12px 0" }}>
        <CodeBlock code={"nexus keys generate\nnexus keys rotate"} />
      </div>
    </Section>
  );
}
