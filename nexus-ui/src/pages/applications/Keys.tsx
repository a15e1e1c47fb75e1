/** Keys and master secrets: what is valid until when, and rotation with an overlap in which both are taken. */
import { Button, Group, Modal, Select, Stack, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRotate } from "@tabler/icons-react";
import { useState } from "react";
import { api, client, type Schemas } from "@/api/client";
import { Can } from "@/auth/Can";
import { ask, tell, tellFailure } from "@/components/feedback";
import { Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Loaded } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { ShownOnce } from "./ShownOnce";

const OVERLAPS = [
  { value: "0", label: "End it at once" },
  { value: "3600", label: "An hour" },
  { value: "86400", label: "A day" },
  { value: "604800", label: "A week" },
  { value: "2592000", label: "30 days" },
];

type Path = { application_id: string };

interface Row {
  id: string;
  created_at: string | null;
  valid_until: string | null;
}

export function Keys({ application }: { application: Schemas["ApplicationView"] }) {
  const path = { application_id: application.id };
  return (
    <Stack gap="lg">
      <ApiKeys path={path} />
      <MasterSecrets path={path} />
    </Stack>
  );
}

function ApiKeys({ path }: { path: Path }) {
  const keys = api.useQuery("get", "/api/v1/applications/{application_id}/keys", { params: { path } });
  const end = async (id: string) => {
    await client.DELETE("/api/v1/applications/{application_id}/keys/{key_id}", {
      params: { path: { ...path, key_id: id } },
    });
    tell("The key has ended");
    await keys.refetch();
  };
  const rotate = async (overlap_seconds: number) => {
    const { data } = await client.POST("/api/v1/applications/{application_id}/rotate-key", {
      params: { path },
      body: { overlap_seconds },
    });
    await keys.refetch();
    return data?.key;
  };
  return (
    <Section
      title="API keys"
      about="For the header X-API-Key; shown when they are made, and never again"
      actions={<Rotate what="API key" overlap="86400" rotate={rotate} />}
    >
      <Loaded query={keys} rows={2}>
        {({ items }) => (
          <Rows
            what="key"
            rows={items.map((one) => ({ ...one, id: `nxk_${one.id}…` }))}
            end={(i) => end(items[i]?.id ?? "")}
          />
        )}
      </Loaded>
    </Section>
  );
}

function MasterSecrets({ path }: { path: Path }) {
  const secrets = api.useQuery("get", "/api/v1/applications/{application_id}/secrets", { params: { path } });
  const end = async (version: number) => {
    await client.DELETE("/api/v1/applications/{application_id}/secrets/{version}", {
      params: { path: { ...path, version } },
    });
    tell("The version has ended");
    await secrets.refetch();
  };
  const rotate = async (overlap_seconds: number) => {
    const { data } = await client.POST("/api/v1/applications/{application_id}/rotate-secret", {
      params: { path },
      body: { overlap_seconds },
    });
    await secrets.refetch();
    return data?.master_secret;
  };
  return (
    <Section
      title="Master secrets"
      about="Payload encryption derives its keys from them"
      actions={<Rotate what="master secret" overlap="604800" rotate={rotate} />}
    >
      <Loaded query={secrets} rows={2}>
        {({ items }) => (
          <Rows
            what="version"
            rows={items.map((one) => ({ ...one, id: `Version ${one.version}` }))}
            end={(i) => end(items[i]?.version ?? 0)}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Rows({ what, rows, end }: { what: string; rows: readonly Row[]; end: (at: number) => Promise<void> }) {
  const confirm = (at: number) =>
    ask({
      title: `End this ${what} now?`,
      children: "Whoever still uses it is refused from this moment on.",
      confirm: "End it",
      act: () => end(at),
    });
  return (
    <Table>
      <Table.Tbody>
        {rows.map((one, i) => (
          <Table.Tr key={one.id}>
            <Table.Td className="nx-mono">{one.id}</Table.Td>
            <Table.Td>
              <StatusBadge
                status={one.valid_until ? "scheduled" : "enabled"}
                label={one.valid_until ? "former" : "current"}
              />
            </Table.Td>
            <Table.Td>
              <Text size="sm" c="dimmed">
                made <RelativeTime at={one.created_at} never="some time ago" />
              </Text>
            </Table.Td>
            <Table.Td>
              {one.valid_until && (
                <Text size="sm">
                  ends <RelativeTime at={one.valid_until} />
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="right">
              {one.valid_until && (
                <Can do="change">
                  <Button size="compact-xs" variant="subtle" color="red" onClick={() => confirm(i)}>
                    End now
                  </Button>
                </Can>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Rotate({
  what,
  overlap: usual,
  rotate,
}: {
  what: string;
  overlap: string;
  rotate: (overlapSeconds: number) => Promise<string | undefined>;
}) {
  const [opened, { open, close }] = useDisclosure();
  const [overlap, setOverlap] = useState<string>(usual);
  const [made, setMade] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      setMade((await rotate(Number(overlap))) ?? null);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const done = () => {
    close();
    setMade(null);
  };
  return (
    <Can do="change">
      <Button size="xs" variant="default" leftSection={<IconRotate size={14} />} onClick={open}>
        Rotate
      </Button>
      <Modal
        opened={opened}
        onClose={done}
        size="lg"
        title={<Text fw={600}>{made ? `The new ${what}` : `Rotate the ${what}`}</Text>}
        closeOnClickOutside={made === null}
      >
        {made ? (
          <Stack>
            <ShownOnce label={`New ${what}`} hint="Shown this once." value={made} />
            <Group justify="flex-end">
              <Button onClick={done}>I have kept it</Button>
            </Group>
          </Stack>
        ) : (
          <Stack>
            <Text size="sm">
              A new one is made and shown once. The former stays valid for a while beside it, so that senders can change
              over without a gap.
            </Text>
            <Select
              label="The former stays valid for"
              data={OVERLAPS}
              allowDeselect={false}
              value={overlap}
              onChange={(value) => setOverlap(value ?? usual)}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button loading={isBusy} onClick={() => void act()}>
                Rotate
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </Can>
  );
}
