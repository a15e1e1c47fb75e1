/** Who may run the query from outside, and what they type. */
import { Alert, MultiSelect, Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { everyApplication } from "@/api/everything";
import { useCan } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { CodeTabs } from "@/components/CodeTabs";
import { Section } from "@/components/Page";
import type { Document } from "./draft";
import { parametersOf, snippetsOf } from "./statement";

interface Props {
  draft: Document;
  onChange: (draft: Document) => void;
  faults: Record<string, string>;
}

export function Share({ draft, onChange, faults }: Props) {
  const readOnly = !useCan("change");
  const workspace = useMembership()?.workspace_id;
  const applications = useQuery({ queryKey: ["palette", "applications", workspace], queryFn: everyApplication });
  const parameters = parametersOf(draft.statement, draft.parameters ?? []);
  const snippets = snippetsOf(window.location.origin, draft.slug, parameters);
  const isShared = (draft.enabled ?? true) && (draft.applications ?? []).length > 0;
  return (
    <Stack gap="lg">
      <Section title="Who may run it" about="With the key of a sender app, and nothing else">
        <Stack py="md" maw={640}>
          <MultiSelect
            label="Sender apps"
            placeholder={draft.applications?.length ? undefined : "Nobody yet"}
            searchable
            readOnly={readOnly}
            data={(applications.data ?? []).map((one) => one.name)}
            value={[...(draft.applications ?? [])]}
            error={Object.entries(faults).find(([path]) => path.startsWith("applications"))?.[1]}
            onChange={(names) => onChange({ ...draft, applications: names })}
          />
          <Switch
            label="Enabled"
            description="While it is not, only people run it, here."
            disabled={readOnly}
            checked={draft.enabled ?? true}
            onChange={(event) => onChange({ ...draft, enabled: event.currentTarget.checked })}
          />
        </Stack>
      </Section>
      <Section title="The endpoint">
        <Stack py="md">
          {!isShared && (
            <Alert color="yellow" title="Not shared yet">
              Choose a sender app above, and save: until then it answers 404 to every key.
            </Alert>
          )}
          <CodeTabs snippets={snippets} />
        </Stack>
      </Section>
    </Stack>
  );
}
