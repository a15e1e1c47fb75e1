import { Button, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client, type Schemas } from "@/api/client";
import { Page, Section } from "@/components/Page";
import { ApplicationForm, type Document } from "./ApplicationForm";
import { ShownOnce } from "./ShownOnce";
import { Snippets } from "./Snippets";

export default function NewApplicationPage() {
  const [value, setValue] = useState<Document>({ name: "", dedup: "off" });
  const [made, setMade] = useState<Schemas["NewApplication"] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();

  const create = async () => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await client.POST("/api/v1/applications", { body: value });
      setMade(data ?? null);
      await queries.invalidateQueries();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  if (made) {
    return (
      <Page
        title={`${made.application.name} is ready`}
        about="Keep what is shown here before you go on: it is not stored in a form that could be shown again."
        actions={
          <Button onClick={() => void navigate({ to: `/applications/${made.application.id}` })}>
            I have kept them
          </Button>
        }
      >
        <Stack gap="lg">
          <Section title="Shown this once">
            <ShownOnce label="API key" hint="For the header X-API-Key." value={made.key} />
            <ShownOnce
              label="Master secret"
              hint="Payload encryption derives its keys from it."
              value={made.master_secret}
            />
          </Section>
          <Section title="Send the first message">
            <Snippets application={made.application} apiKey={made.key} />
          </Section>
        </Stack>
      </Page>
    );
  }
  return (
    <Page
      title="New sender app"
      about="It gets a key as soon as it is saved; what its messages look like can be said afterwards, or inferred from samples."
    >
      <Section>
        <ApplicationForm
          value={value}
          onChange={setValue}
          error={error}
          submit={{ label: "Save and show the key", act: create, isBusy }}
        />
      </Section>
    </Page>
  );
}
