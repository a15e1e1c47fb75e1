/** The API's documentation, made of its OpenAPI document, with "try it" as the person who is signed in. */

import { useComputedColorScheme } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { createApiReference } from "@scalar/api-reference";
import styles from "@scalar/api-reference/style.css?url";
import { useEffect, useRef } from "react";
import classes from "./reference.module.css";
import { asWhoIsSignedIn } from "./signing";

/** The design tokens, in the reference's own names. */
const LOOK = `
  .light-mode, .dark-mode {
    --scalar-font: var(--mantine-font-family);
    --scalar-font-code: var(--mantine-font-family-monospace);
    --scalar-background-1: var(--nx-raised);
    --scalar-background-2: var(--nx-canvas);
    --scalar-background-3: var(--nx-hover);
    --scalar-background-accent: var(--nx-accent-soft);
    --scalar-border-color: var(--nx-line);
    --scalar-color-1: var(--mantine-color-text);
    --scalar-color-2: var(--mantine-color-dimmed);
    --scalar-color-3: var(--mantine-color-dimmed);
    --scalar-color-accent: var(--nx-accent);
    --scalar-color-green: var(--nx-good);
    --scalar-color-red: var(--nx-bad);
    --scalar-color-yellow: var(--nx-warn);
    --scalar-color-blue: var(--nx-info);
    --scalar-color-orange: var(--nx-warn);
    --scalar-color-purple: var(--nx-accent);
  }`;

function configurationOf(scheme: "light" | "dark") {
  return {
    url: "/api/openapi.json",
    baseServerURL: window.location.origin,
    withDefaultFonts: false,
    telemetry: false,
    theme: "none" as const,
    customCss: LOOK,
    searchHotKey: "e" as const, // ⌘K is the palette's
    hideDarkModeToggle: true,
    forceDarkModeState: scheme,
    showDeveloperTools: "never" as const,
    hideClientButton: true,
    persistAuth: false,
    agent: { disabled: true },
    onBeforeRequest: asWhoIsSignedIn,
  };
}

export default function ReferencePage() {
  useDocumentTitle("API documentation · Nexus");
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const first = useRef(scheme);
  const reference = useRef<ReturnType<typeof createApiReference> | null>(null);

  // Its styles are for the whole document: they are there while the page is.
  useEffect(() => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: styles });
    document.head.append(link);
    if (place.current) reference.current = createApiReference(place.current, configurationOf(first.current));
    return () => {
      reference.current?.destroy();
      reference.current = null;
      document.body.classList.remove("light-mode", "dark-mode");
      link.remove();
    };
  }, []);
  // It reads the scheme when it begins; afterwards its colours follow the classes that it has set.
  useEffect(() => {
    document.body.classList.toggle("dark-mode", scheme === "dark");
    document.body.classList.toggle("light-mode", scheme === "light");
  }, [scheme]);

  return (
    <>
      <h1 className={classes.title}>API documentation</h1>
      <div ref={place} className={classes.place} />
    </>
  );
}
