import { IconDatabaseExport, IconPlus } from "@tabler/icons-react";
import { Can } from "@/auth/Can";
import { LinkButton } from "@/components/LinkButton";
import { Page, Section } from "@/components/Page";
import { Empty } from "@/components/States";
import { ConnectionList } from "./ConnectionList";

export default function ConnectionsPage() {
  const add = (
    <Can do="change">
      <LinkButton to="/connections/new" search={{ role: "sink" }} leftSection={<IconPlus size={16} />}>
        New destination
      </LinkButton>
    </Can>
  );
  return (
    <Page
      title="Destinations"
      about="Databases, services and brokers that workflows write to, each reached by a connector."
      actions={add}
    >
      <Section>
        <ConnectionList
          kind="sink"
          label="Destinations"
          empty={
            <Empty icon={IconDatabaseExport} title="No destination yet" action={add}>
              A destination is a database, a service or a broker, with what it takes to reach it. A workflow then says
              what is written where.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
