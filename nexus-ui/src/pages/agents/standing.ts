/** Whether an agent is there, as far as is known. */
import type { Schemas } from "@/api/client";
import type { Snippet } from "@/components/CodeTabs";

export type Agent = Schemas["AgentView"];

/** Agents look for news every few seconds; who has not for so long is not there. */
export const SILENT_AFTER_MS = 90_000;

export type Standing = "online" | "offline" | "never" | "disabled";

export function standingOf(agent: Agent, now: number): Standing {
  if (!agent.enabled) return "disabled";
  if (agent.last_seen_at === null) return "never";
  return now - Date.parse(agent.last_seen_at) < SILENT_AFTER_MS ? "online" : "offline";
}

export const STANDING_LABELS: Record<Standing, string> = {
  online: "online",
  offline: "offline",
  never: "not seen yet",
  disabled: "disabled",
};

/** What one types on the machine in the plant. */
export function installCommands(url: string, token: string): Snippet[] {
  const lines = (...all: string[]) => all.join("\n");
  return [
    {
      name: "Linux, macOS",
      code: lines(
        "python3 -m venv nexus-agent",
        "nexus-agent/bin/pip install nexus-agent",
        `export NEXUS_AGENT_URL=${url}`,
        `export NEXUS_AGENT_TOKEN=${token}`,
        "nexus-agent/bin/nexus-agent run",
      ),
    },
    {
      name: "Windows",
      code: lines(
        "py -m venv nexus-agent",
        "nexus-agent\\Scripts\\pip install nexus-agent",
        `$env:NEXUS_AGENT_URL="${url}"`,
        `$env:NEXUS_AGENT_TOKEN="${token}"`,
        "nexus-agent\\Scripts\\nexus-agent run",
      ),
    },
  ];
}
