import { StatusBadge } from "@/components/StatusBadge";
import { RUN_STATUSES } from "./words";

export function RunStatus({ status }: { status: string }) {
  const known = RUN_STATUSES[status];
  return <StatusBadge status={status} label={known?.label} tone={known?.tone} hint={known?.hint} />;
}
