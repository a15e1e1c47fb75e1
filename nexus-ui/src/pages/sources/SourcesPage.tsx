import { IconDatabaseImport, IconPlus } from "@tabler/icons-react";
import { useMemo } from "react";
import type { Schemas } from "@/api/client";
import { Can } from "@/auth/Can";
import type { Column } from "@/components/DataTable";
import { LinkButton } from "@/components/LinkButton";
import { count } from "@/components/numbers";
import { Page, Section } from "@/components/Page";
import { RelativeTime } from "@/components/RelativeTime";
import { Empty } from "@/components/States";
import { ConnectionList } from "../connections/ConnectionList";
import { InstanceBadge, useSources } from "../connections/SourceState";

export default function SourcesPage() {
  const sources = useSources();
  const columns = useMemo(() => {
    const of = (one: Schemas["ConnectionView"]) => sources.data?.items.find((each) => each.id === one.id);
    const taken = (one: Schemas["ConnectionView"]) =>
      of(one)?.instances.reduce((sum, each) => sum + each.messages, 0) ?? 0;
    return [
      { key: "receiving", title: "Receiving", render: (one) => <InstanceBadge instance={of(one)?.instances[0]} /> },
      {
        key: "messages",
        title: "Messages",
        align: "right",
        sortBy: taken,
        render: (one) => <span className="nx-number">{count(taken(one))}</span>,
      },
      { key: "last", title: "Last one", render: (one) => <RelativeTime at={of(one)?.instances[0]?.last_at} /> },
    ] satisfies Column<Schemas["ConnectionView"]>[];
  }, [sources.data]);
  const add = (
    <Can do="change">
      <LinkButton to="/connections/new" search={{ role: "source" }} leftSection={<IconPlus size={16} />}>
        New source
      </LinkButton>
    </Can>
  );
  return (
    <Page
      title="Sources"
      about="Brokers, folders and webhooks that Nexus itself receives from. Programs that send over HTTP are sender apps."
      actions={add}
    >
      <Section>
        <ConnectionList
          kind="source"
          label="Sources"
          more={columns}
          empty={
            <Empty icon={IconDatabaseImport} title="No source yet" action={add}>
              An MQTT broker with its subscriptions, a folder of files, a webhook: Nexus confirms what it receives only
              once it is stored.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
