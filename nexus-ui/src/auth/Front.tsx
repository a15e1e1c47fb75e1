/** The frame of what is seen before one is in. */
import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ThemeSwitch } from "@/shell/ThemeSwitch";
import classes from "./Front.module.css";

export function Front({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <main className={classes.front}>
      <div className={classes.corner}>
        <ThemeSwitch />
      </div>
      <div className={classes.card}>
        <img src="/favicon.svg" width={40} height={40} alt="" />
        <Title order={1} mt="md">
          {title}
        </Title>
        <Text c="dimmed" size="sm" mt={4} mb="lg">
          {about}
        </Text>
        {children}
      </div>
    </main>
  );
}
