/** The frame of every page: title, what it is for, actions; then its content. Sets the document's title. */
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { type ReactNode, useId } from "react";
import classes from "./Page.module.css";

interface Props {
  title: string;
  /** In the title's line, after it: a status. */
  beside?: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  /** The content reaches to all edges: canvases. */
  full?: boolean;
  children: ReactNode;
}

export function Page({ title, beside, about, actions, full = false, children }: Props) {
  useDocumentTitle(`${title} · Nexus`);
  return (
    <Stack className={full ? classes.full : classes.page} gap="lg">
      <Group justify="space-between" align="flex-start" wrap="nowrap" className={classes.head}>
        <Box miw={0}>
          <Group gap="sm">
            <Title order={1}>{title}</Title>
            {beside}
          </Group>
          {about && (
            <Text c="dimmed" size="sm" mt={4} maw={720}>
              {about}
            </Text>
          )}
        </Box>
        {actions && (
          <Group gap="xs" wrap="nowrap">
            {actions}
          </Group>
        )}
      </Group>
      {children}
    </Stack>
  );
}

/** A card of a page. */
export function Section({
  title,
  about,
  actions,
  children,
}: {
  title?: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <section className={classes.section} aria-labelledby={title ? heading : undefined}>
      {(title || actions) && (
        <Group justify="space-between" className={classes.sectionHead} wrap="nowrap">
          <Box>
            {title && (
              <Title order={2} fz="md" id={heading}>
                {title}
              </Title>
            )}
            {about && (
              <Text c="dimmed" size="xs" mt={2}>
                {about}
              </Text>
            )}
          </Box>
          {actions && (
            <Group gap="xs" wrap="nowrap">
              {actions}
            </Group>
          )}
        </Group>
      )}
      <div className={classes.body}>{children}</div>
    </section>
  );
}
