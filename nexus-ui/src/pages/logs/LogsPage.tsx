/** What becomes of messages, as it happens; what was before, further down. */
import { ActionIcon, Button, Drawer, Group, Text, Tooltip } from "@mantine/core";
import { IconExternalLink, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useMembership } from "@/auth/workspace";
import { count, plural } from "@/components/numbers";
import { Page } from "@/components/Page";
import { Failed, Loading } from "@/components/States";
import { StatusBadge } from "@/components/StatusBadge";
import { useUrlState } from "@/components/useUrlState";
import { Filters } from "./Filters";
import { queryOf } from "./filter";
import classes from "./logs.module.css";
import { NothingLogged } from "./NothingLogged";
import { Tail } from "./Tail";
import { TraceView } from "./TraceView";
import type { Line } from "./tape";
import { type Log, useTape } from "./useTape";

const FILTERS = ["workflow", "pipeline", "application", "status", "q", "span", "since", "until"] as const;

export default function LogsPage() {
  const workspace = useMembership()?.workspace_id;
  return <Logs key={workspace} />;
}

function Logs() {
  const [search, change] = useUrlState();
  const words = JSON.stringify(FILTERS.map((one) => search[one]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a span ends when the filter was set, not at each drawing
  const query = useMemo(() => queryOf(search, Date.now()), [words]);
  const isLive = search.live !== "off" && query.until === undefined;
  const [isHovered, setHovered] = useState(false);
  const [isAway, setAway] = useState(false);
  const log = useTape(query, isLive, isHovered || isAway);
  const top = useRef<() => void>(() => undefined);
  const open = useCallback((line: Line) => change({ message: line.message_id }), [change]);

  return (
    <Page
      title="Logs"
      full
      beside={<Standing log={log} isLive={isLive} isHeld={isHovered || isAway} showNewest={() => top.current()} />}
      actions={
        query.until === undefined && (
          <Button
            variant="default"
            leftSection={isLive ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
            onClick={() => change({ live: isLive ? "off" : undefined })}
          >
            {isLive ? "Stop the tail" : "Go live"}
          </Button>
        )
      }
    >
      <div className={classes.frame}>
        <Filters />
        {log.error !== null && log.rows.length === 0 ? (
          <div className={classes.notice}>
            <Failed error={log.error} retry={log.reload} />
          </div>
        ) : log.rows.length > 0 ? (
          <Tail log={log} onHover={setHovered} onAway={setAway} toTop={top} onOpen={open} />
        ) : log.isLoading ? (
          <div className={classes.notice}>
            <Loading rows={10} />
          </div>
        ) : (
          <NothingLogged log={log} isLive={isLive} />
        )}
      </div>
      <Drawer
        opened={search.message !== undefined}
        onClose={() => change({ message: undefined })}
        size={720}
        title={
          <Group gap={6}>
            <Text fw={600}>The life of a message</Text>
            <Tooltip label="On a page of its own">
              <ActionIcon
                component={Link}
                to={`/messages/${search.message}`}
                aria-label="Show it on a page of its own"
                size="sm"
              >
                <IconExternalLink size={15} />
              </ActionIcon>
            </Tooltip>
          </Group>
        }
      >
        {search.message && <TraceView id={search.message} />}
      </Drawer>
    </Page>
  );
}

interface StandingProps {
  log: Log;
  isLive: boolean;
  isHeld: boolean;
  showNewest: () => void;
}

function Standing({ log, isLive, isHeld, showNewest }: StandingProps) {
  return (
    <Group gap="xs">
      {!isLive ? (
        <StatusBadge status="offline" label="not live" />
      ) : log.state !== "live" ? (
        <StatusBadge
          status={log.state}
          label={log.state === "away" ? "not live: trying again" : log.state === "refused" ? "not live" : "connecting"}
        />
      ) : isHeld ? (
        <StatusBadge
          status="held"
          label="paused"
          tone="warn"
          hint="While you point at the lines, or look further down"
        />
      ) : (
        <StatusBadge status="live" />
      )}
      {isHeld && log.waiting > 0 && (
        <Button size="compact-xs" variant="light" onClick={showNewest}>
          {count(log.waiting)} new
        </Button>
      )}
      {log.missed !== null && (
        <Button size="compact-xs" variant="light" color="yellow" onClick={log.reload}>
          {log.missed > 0 ? plural(log.missed, "line") : "Some lines"} left out: read them from the log
        </Button>
      )}
    </Group>
  );
}
