/** What is shown where there is no page, or a page broke: the rest of the shell goes on. */
import { Button } from "@mantine/core";
import { IconMapOff, IconUserQuestion } from "@tabler/icons-react";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Can } from "@/auth/Can";
import { refresh } from "@/auth/session";
import { tellFailure } from "@/components/feedback";
import { LinkButton } from "@/components/LinkButton";
import { Page } from "@/components/Page";
import { Empty, Failed } from "@/components/States";

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty
        icon={IconMapOff}
        title="There is no such page"
        action={
          <LinkButton to="/" variant="default">
            To the overview
          </LinkButton>
        }
      >
        The address may be mistyped, or what it showed has been deleted. ⌘K finds pages by name.
      </Empty>
    </Page>
  );
}

/** All pages but those of the installation show a workspace; this stands there for who is in none. */
export function NoWorkspace() {
  return (
    <Page title="Welcome">
      <Empty
        icon={IconUserQuestion}
        title="You are in no workspace yet"
        action={
          <Can
            do="own"
            otherwise={
              <Button variant="default" onClick={() => refresh().catch(tellFailure)}>
                Look again
              </Button>
            }
          >
            <LinkButton to="/users" variant="default">
              To the users
            </LinkButton>
          </Can>
        }
      >
        <Can do="own" otherwise="Ask an owner of this installation to add you to one, with the role that you need.">
          As an owner you manage people and workspaces; add yourself to a workspace to see what flows through it.
        </Can>
      </Empty>
    </Page>
  );
}

/** A new release has replaced the files that an open page still names. */
function isOutdated(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script failed|preload CSS/i.test(error.message);
}

export function Crashed({ error, reset }: ErrorComponentProps) {
  if (isOutdated(error)) {
    return (
      <Page title="A new version is here">
        <Empty
          title="Nexus was updated while this page was open"
          action={<Button onClick={() => window.location.reload()}>Load it</Button>}
        >
          Loading the page again brings the new version.
        </Empty>
      </Page>
    );
  }
  return (
    <Page title="This page broke">
      <Failed error={error} retry={reset} />
    </Page>
  );
}
