/** Toasts, and questions before what cannot be undone. */
import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { messageOf, Problem } from "@/api/problem";

const CLOSE = { "aria-label": "Close" };

export function tell(title: string, message?: ReactNode): void {
  notifications.show({
    title,
    message,
    color: "teal",
    icon: <IconCheck size={18} />,
    autoClose: 4000,
    closeButtonProps: CLOSE,
  });
}

export function tellFailure(error: unknown, what = "That did not work"): void {
  notifications.show({
    title: error instanceof Problem && error.title ? `${what}: ${error.title.toLowerCase()}` : what,
    message: messageOf(error),
    color: "red",
    icon: <IconAlertTriangle size={18} />,
    autoClose: 10_000,
    closeButtonProps: CLOSE,
  });
}

interface Question {
  title: string;
  children: ReactNode;
  confirm: string;
  dangerous?: boolean;
  act: () => unknown;
  /** Is called when the question is gone, whatever was answered. */
  closed?: () => void;
}

/** Asks, then acts; a failure is told. */
export function ask({ title, children, confirm, dangerous = true, act, closed }: Question): void {
  modals.openConfirmModal({
    title: <Text fw={600}>{title}</Text>,
    children: typeof children === "string" ? <Text size="sm">{children}</Text> : children,
    labels: { confirm, cancel: "Cancel" },
    confirmProps: dangerous ? { color: "red" } : {},
    onClose: closed,
    onConfirm: async () => {
      try {
        await act();
      } catch (error) {
        tellFailure(error);
      }
    },
  });
}
