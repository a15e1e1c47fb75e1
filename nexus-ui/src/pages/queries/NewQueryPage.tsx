import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { faultsByPath } from "@/api/problem";
import { tell } from "@/components/feedback";
import { Page } from "@/components/Page";
import { type Document, EMPTY, saved, slugOf } from "./draft";
import { Editor } from "./Editor";

export default function NewQueryPage() {
  const [draft, setDraft] = useState<Document>(EMPTY);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  // The address follows the title until a person writes one.
  const change = (next: Document) =>
    setDraft(
      next.title !== draft.title && draft.slug === slugOf(draft.title ?? "")
        ? { ...next, slug: slugOf(next.title ?? "") }
        : next,
    );
  const create = async () => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await client.POST("/api/v1/queries", { body: saved(draft) });
      await queries.invalidateQueries();
      if (!data) return;
      tell(`${data.title || data.slug} is saved`, "Run it to see what it gives.");
      await navigate({ to: `/queries/${data.id}` });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title="New query"
      about="A SELECT on a connection; :names in it are its parameters. It can be run here as soon as it is saved, and by nobody else until it is shared."
      actions={
        <Button loading={isBusy} onClick={() => void create()}>
          Save
        </Button>
      }
    >
      <Editor draft={draft} onChange={change} faults={faultsByPath(error)} error={error} onSubmit={create} />
    </Page>
  );
}
