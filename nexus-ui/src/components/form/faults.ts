/** Faults of the API, laid over a form. */
import type { ErrorSchema } from "@rjsf/utils";

/** `subscriptions[0].topic` → subscriptions, 0, topic */
export function steps(path: string): string[] {
  return path.split(/[.[\]]+/).filter(Boolean);
}

/** Returns the faults below `prefix` as rjsf wants them. */
export function errorSchemaOf(faults: Record<string, string>, prefix = ""): ErrorSchema {
  const root: Record<string, unknown> = {};
  for (const [path, message] of Object.entries(faults)) {
    const inside = prefix === "" || path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`);
    if (!inside) continue;
    let place = root;
    for (const step of steps(path.slice(prefix.length))) {
      place[step] = (place[step] as Record<string, unknown> | undefined) ?? {};
      place = place[step] as Record<string, unknown>;
    }
    place.__errors = [...((place.__errors as string[] | undefined) ?? []), message];
  }
  return root as ErrorSchema;
}
