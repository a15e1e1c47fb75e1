import { describe, expect, it } from "vitest";
import { type Delivery, isUnderWay, offset, storyOf } from "./story";

function attempt(number: number, status: string, reason = "") {
  return { id: `${number}`, attempt: number, status, reason, duration_ms: 5, started_at: "s", finished_at: "f" };
}

function delivery(about: object): Delivery {
  return {
    stage: "delivered",
    attempts: [],
    waited_ms: 3,
    handed_out: null,
    reason: "",
    ...about,
  } as unknown as Delivery;
}

const titles = (about: object) => storyOf(delivery(about)).map((one) => one.title);

describe("the story of a delivery", () => {
  it("is short where all went well", () => {
    expect(titles({ attempts: [attempt(1, "delivered")] })).toEqual(["Read by a worker", "Delivered"]);
  });

  it("has every attempt with its fault, and the one to come", () => {
    const story = storyOf(
      delivery({
        stage: "scheduled",
        attempts: [attempt(1, "retrying", "no answer")],
        next_attempt: 2,
        due_at: "later",
        reason: "no answer",
      }),
    );
    expect(story.map((one) => [one.title, one.at, one.fault])).toEqual([
      ["Read by a worker", "s", undefined],
      ["Not taken, to be tried again", "f", "no answer"],
      ["Attempt 2 comes", "later", "no answer"],
    ]);
  });

  it("tells of a person between a death and the next attempt", () => {
    expect(titles({ attempts: [attempt(1, "dead", "x"), attempt(1, "delivered")] })).toEqual([
      "Read by a worker",
      "Given to a person: a dead letter",
      "Replayed by a person",
      "Delivered",
    ]);
    expect(titles({ attempts: [attempt(1, "retrying", "x"), attempt(2, "delivered")] }).slice(1)).toEqual([
      "Attempt 1: not taken, to be tried again",
      "Attempt 2: delivered",
    ]);
  });

  it("says what waits, and what a person did", () => {
    expect(titles({ stage: "waiting" })).toEqual(["Waits to be read"]);
    expect(titles({ stage: "discarded", attempts: [attempt(1, "dead", "x")] }).at(-1)).toBe("Discarded by a person");
    expect(isUnderWay({ deliveries: [delivery({}), delivery({ stage: "in_work" })] } as never)).toBe(true);
    expect(isUnderWay({ deliveries: [delivery({})] } as never)).toBe(false);
  });

  it("tells times from the acceptance on", () => {
    expect(offset("2026-01-31T12:00:00.023Z", "2026-01-31T12:00:00Z")).toBe("+23 ms");
    expect(offset("2026-01-31T12:00:00.004Z", "2026-01-31T12:00:00Z")).toBe("+4 ms");
    expect(offset(null, "2026-01-31T12:00:00Z")).toBe("");
  });
});
