/** A dead letter: why it died, its payload to be mended, what would become of it, and the end of it. */
import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconRoute, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";
import { Can, useCan } from "@/auth/Can";
import { useMembership } from "@/auth/workspace";
import { CopyText } from "@/components/Copy";
import { Json } from "@/components/Json";
import { LinkButton } from "@/components/LinkButton";
import { Page, Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useCrumb } from "@/shell/Breadcrumbs";
import { ActDialog } from "./ActDialog";
import { Mend } from "./Mend";

type Whole = Schemas["WholeLetter"];

async function letterOf(letter_id: string, signal: AbortSignal): Promise<Whole> {
  const params = { path: { letter_id } };
  const { data } = await client.GET("/api/v1/dead-letters/{letter_id}", { params, parseAs: "text", signal });
  return parseExact(data ?? "null") as Whole;
}

export default function LetterPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const workspace = useMembership()?.workspace_id;
  const found = useQuery({
    queryKey: ["get", "/api/v1/dead-letters/{letter_id}", workspace, id],
    queryFn: ({ signal }) => letterOf(id, signal),
    refetchOnWindowFocus: false,
  });
  return (
    <Loaded query={found} rows={10}>
      {(whole) => <Shown key={whole.letter.status} whole={whole} />}
    </Loaded>
  );
}

function Shown({ whole }: { whole: Whole }) {
  const { letter } = whole;
  useCrumb(`Letter …${letter.id.slice(-12)}`);
  const mayChange = useCan("change");
  const queries = useQueryClient();
  const [isDiscarding, setDiscarding] = useState(false);
  const changed = () => void queries.invalidateQueries();
  const waits = letter.status === "waiting";
  return (
    <Page
      title="Dead letter"
      beside={<StatusBadge status={letter.status} tone={waits ? "bad" : undefined} />}
      actions={
        <>
          <LinkButton to={`/messages/${letter.message_id}`} variant="default" leftSection={<IconRoute size={15} />}>
            Its whole life
          </LinkButton>
          {waits && (
            <Can do="change">
              <Button
                variant="default"
                color="red"
                leftSection={<IconTrash size={15} />}
                onClick={() => setDiscarding(true)}
              >
                Discard
              </Button>
            </Can>
          )}
        </>
      }
    >
      <Stack gap="lg">
        <Section title="Why it died" about={<RelativeTime at={letter.died_at} />}>
          <Text py="sm" c="var(--nx-bad)" style={{ overflowWrap: "anywhere" }}>
            {letter.reason || "No reason is known."}
          </Text>
          <SimpleGrid cols={{ base: 2, md: 4 }} pb="sm">
            <Fact name="Workflow">
              <Link to={`/workflows/${letter.workflow_id}`} className="nx-link">
                {letter.workflow ?? "gone"}
              </Link>
              {letter.pipeline_id !== "sequence" && ` › ${letter.pipeline ?? "gone"}`}
            </Fact>
            <Fact name="From">{letter.application ?? "gone"}</Fact>
            <Fact name="Attempts">{letter.attempts}</Fact>
            <Fact name="Message">
              <CopyText value={letter.message_id} label="Copy the message id" />
            </Fact>
            {letter.acted_at && (
              <Fact name={letter.status === "replayed" ? "Replayed" : "Discarded"}>
                <Group gap={4}>
                  by {letter.acted_by}, <RelativeTime at={letter.acted_at} />
                </Group>
              </Fact>
            )}
          </SimpleGrid>
        </Section>
        {waits && mayChange ? (
          <Mend whole={whole} onReplayed={changed} />
        ) : (
          <Section title="Payload">
            <div style={{ padding: "12px 0" }}>
              <Json value={whole.payload} label="Payload" maxHeight={520} />
            </div>
          </Section>
        )}
      </Stack>
      {isDiscarding && (
        <ActDialog
          act={{ kind: "discard", ids: [letter.id], count: 1 }}
          onClose={() => setDiscarding(false)}
          onChanged={changed}
        />
      )}
    </Page>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  );
}
