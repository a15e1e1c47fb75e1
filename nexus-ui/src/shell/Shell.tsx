/** The frame around every page. */
import { ActionIcon, AppShell, Burger, Group, Kbd, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useRouterState } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { Breadcrumbs } from "./Breadcrumbs";
import { Navigation } from "./Navigation";
import classes from "./Shell.module.css";
import { ThemeSwitch } from "./ThemeSwitch";

const Palette = lazy(() => import("./Palette"));

export function Shell({ children }: { children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure();
  const [paletteWanted, setPaletteWanted] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const openPalette = () => {
    setPaletteWanted(true);
    spotlight.open();
  };
  useHotkeys([["mod+K", openPalette]], []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a small screen the navigation closes when one has gone somewhere
  useEffect(close, [path]);

  return (
    <AppShell
      layout="alt"
      header={{ height: 48 }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={0}
    >
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <Breadcrumbs />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <UnstyledButton className={classes.search} onClick={openPalette} visibleFrom="xs">
              <IconSearch size={14} aria-hidden />
              <Text size="sm" c="dimmed">
                Find or do…
              </Text>
              <Kbd size="xs">⌘K</Kbd>
            </UnstyledButton>
            <ActionIcon onClick={openPalette} hiddenFrom="xs" aria-label="Find or do anything">
              <IconSearch size={16} />
            </ActionIcon>
            <ThemeSwitch />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" className={classes.main}>
        {children}
      </AppShell.Main>
      {paletteWanted && (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      )}
    </AppShell>
  );
}
