import { useParams } from "@tanstack/react-router";
import { LinkButton } from "@/components/LinkButton";
import { Page, Section } from "@/components/Page";
import { useCrumb } from "@/shell/Breadcrumbs";
import { TraceView } from "./TraceView";

export default function MessagePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  useCrumb(`Message …${id.slice(-12)}`);
  return (
    <Page
      title="The life of a message"
      about="What came in, what each pipeline makes of it, and every attempt to deliver it."
      actions={
        <LinkButton to="/logs" search={{ q: id }} variant="default">
          Find it in the log
        </LinkButton>
      }
    >
      <Section>
        <TraceView id={id} />
      </Section>
    </Page>
  );
}
