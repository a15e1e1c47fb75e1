import { Button } from "@mantine/core";
import { IconListSearch, IconSearchOff } from "@tabler/icons-react";
import { LinkButton } from "@/components/LinkButton";
import { exact } from "@/components/RelativeTime";
import { Empty } from "@/components/States";
import { useUrlState } from "@/components/useUrlState";
import { isFiltered } from "./filter";
import classes from "./logs.module.css";
import type { Log } from "./useTape";

const NOTHING = {
  workflow: undefined,
  pipeline: undefined,
  application: undefined,
  status: undefined,
  q: undefined,
  span: undefined,
  since: undefined,
  until: undefined,
};

/** What stands where no line does, and how one comes to see some. */
export function NothingLogged({ log, isLive }: { log: Log; isLive: boolean }) {
  const [search, change] = useUrlState();
  const waits = isLive ? " What fits from now on appears here by itself." : "";
  const all = (
    <Button variant="default" onClick={() => change(NOTHING)}>
      Take the filters away
    </Button>
  );
  if (log.hasOlder && log.searchedTo) {
    return (
      <div className={classes.notice}>
        <Empty
          icon={IconSearchOff}
          title={`Nothing found since ${exact(new Date(log.searchedTo))}`}
          action={<Button onClick={log.loadOlder}>Search further back</Button>}
        >
          A search for a text looks at a part of the log at a time.
        </Empty>
      </div>
    );
  }
  return (
    <div className={classes.notice}>
      {isFiltered(search) ? (
        <Empty icon={IconSearchOff} title="Nothing fits" action={all}>
          No delivery of this kind is in the log.{waits}
        </Empty>
      ) : (
        <Empty
          icon={IconListSearch}
          title="Nothing has been delivered yet"
          action={
            <LinkButton to="/applications" variant="default">
              To the sender apps
            </LinkButton>
          }
        >
          Send a message with a sender app whose workflow is enabled.{waits}
        </Empty>
      )}
    </div>
  );
}
