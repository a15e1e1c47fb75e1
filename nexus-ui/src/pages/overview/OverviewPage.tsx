import { api } from "@/api/client";
import { Page, Section } from "@/components/Page";
import { Loaded } from "@/components/States";

export default function OverviewPage() {
  const health = api.useQuery("get", "/api/v1/health");
  return (
    <Page title="Overview">
      <Section title="Health">
        <Loaded query={health}>{(data) => <p>{data.status}</p>}</Loaded>
      </Section>
    </Page>
  );
}
