import { expect, it } from "vitest";
import { type Agent, installCommands, standingOf } from "./standing";

const NOW = Date.parse("2026-01-31T12:00:00Z");
const agent = (enabled: boolean, last_seen_at: string | null) => ({ enabled, last_seen_at }) as Agent;

it("an agent is there while it is heard of", () => {
  expect(standingOf(agent(true, "2026-01-31T11:59:00Z"), NOW)).toBe("online");
  expect(standingOf(agent(true, "2026-01-31T11:58:00Z"), NOW)).toBe("offline");
  expect(standingOf(agent(true, null), NOW)).toBe("never");
  expect(standingOf(agent(false, "2026-01-31T11:59:59Z"), NOW)).toBe("disabled");
});

it("the install command has the address and the token", () => {
  for (const { code } of installCommands("https://n.example", "nxa_1")) {
    expect(code).toContain("https://n.example");
    expect(code).toContain("nxa_1");
  }
});
