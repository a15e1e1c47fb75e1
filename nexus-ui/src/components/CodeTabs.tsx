/** The same said in several languages, or for several systems: one at a time. */
import { Tabs } from "@mantine/core";
import { CodeBlock } from "./Copy";

export interface Snippet {
  name: string;
  code: string;
}

/** A tab's value becomes part of ids, which have no spaces. */
function idOf(name: string): string {
  return name.replace(/\W+/g, "-");
}

export function CodeTabs({ snippets }: { snippets: readonly Snippet[] }) {
  return (
    <Tabs defaultValue={snippets[0] && idOf(snippets[0].name)}>
      <Tabs.List mb="sm">
        {snippets.map((one) => (
          <Tabs.Tab key={one.name} value={idOf(one.name)}>
            {one.name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map((one) => (
        <Tabs.Panel key={one.name} value={idOf(one.name)}>
          <CodeBlock code={one.code} label={`Copy: ${one.name}`} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
