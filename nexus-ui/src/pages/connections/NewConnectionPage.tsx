import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { tell } from "@/components/feedback";
import { Page, Section } from "@/components/Page";
import { Loaded } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";
import { useCrumb } from "@/shell/Breadcrumbs";
import { ConnectionForm, type Draft } from "./ConnectionForm";
import { ConnectorAside } from "./ConnectorAside";
import { ConnectorPicker } from "./ConnectorPicker";
import classes from "./connections.module.css";
import { type Connector, useConnectors } from "./connectors";

export default function NewConnectionPage() {
  const [search, change] = useUrlState();
  const installed = useConnectors();
  const role = search.role === "source" || search.role === "sink" ? search.role : undefined;
  useCrumb("New", role === "source" ? "/sources" : undefined);
  const what = role === "source" ? "source" : role === "sink" ? "destination" : "connection";
  return (
    <Loaded query={installed}>
      {({ items }) => {
        const chosen = items.find((one) => one.name === search.connector);
        if (chosen)
          return (
            <NewConnection
              key={chosen.name}
              connector={chosen}
              what={what}
              back={() => change({ connector: undefined })}
            />
          );
        const fitting = items.filter((one) => role === undefined || one.roles.includes(role));
        return (
          <Page
            title={`New ${what}`}
            about="What shall be connected to? Each connector is a plugin; what is not here can be installed with pip."
          >
            <ConnectorPicker connectors={fitting} onPick={(one) => change({ connector: one.name })} />
          </Page>
        );
      }}
    </Loaded>
  );
}

interface NewProps {
  connector: Connector;
  /** Source, destination, or connection. */
  what: string;
  back: () => void;
}

function NewConnection({ connector, what, back }: NewProps) {
  const [draft, setDraft] = useState<Draft>({ name: "", config: {}, via_agent: null });
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { config, via_agent } = draft;

  const create = async () => {
    setBusy(true);
    setError(null);
    try {
      // The union of all connectors' documents is made for people who read; which one this is, is known at run time only.
      const body = { ...draft, connector: connector.name } as never;
      const { data } = await client.POST("/api/v1/connections", { body });
      await queries.invalidateQueries();
      tell(`${draft.name} is there`);
      if (data) await navigate({ to: `/connections/${data.id}` });
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const test = async () =>
    (
      await client.POST("/api/v1/connections/test", {
        body: { name: draft.name, connector: connector.name, config, via_agent },
      })
    ).data;

  return (
    <Page
      title={`New ${connector.title} ${what}`}
      actions={
        <Button variant="default" onClick={back}>
          Another connector
        </Button>
      }
    >
      <div className={classes.split}>
        <Section>
          <ConnectionForm
            connector={connector}
            draft={draft}
            onChange={setDraft}
            error={error}
            test={test}
            submit={{ label: "Save", act: create, isBusy }}
          />
        </Section>
        <ConnectorAside connector={connector} />
      </div>
    </Page>
  );
}
