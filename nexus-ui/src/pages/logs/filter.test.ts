import { describe, expect, it } from "vitest";
import { queryOf, statusesOf, streamOf } from "./filter";

const NOW = Date.parse("2026-01-31T12:00:00Z");

describe("the filter of the log", () => {
  it("is what the URL says, and nothing that it does not", () => {
    expect(queryOf({}, NOW)).toEqual({});
    expect(queryOf({ status: "dead,nonsense,retrying", workflow: "w", pipeline: "p" }, NOW)).toEqual({
      status: ["retrying", "dead"],
      workflow: "w",
      pipeline: "p",
    });
    expect(statusesOf(undefined)).toEqual([]);
  });

  it("knows a pipeline only with its workflow", () => {
    expect(queryOf({ pipeline: "p" }, NOW)).toEqual({});
  });

  it("looks up what is an id, and searches what is not", () => {
    const id = "0197F2A0-3b5c-7c11-9d7e-2f1f6a0c4b11";
    expect(queryOf({ q: ` ${id} ` }, NOW)).toEqual({ message_id: id.toLowerCase() });
    expect(queryOf({ q: "time-out" }, NOW)).toEqual({ text: "time-out" });
  });

  it("counts a span from now, and takes times with their zone", () => {
    expect(queryOf({ span: "15m", until: "2020-01-01T00:00Z" }, NOW)).toEqual({ since: "2026-01-31T11:45:00.000Z" });
    expect(queryOf({ since: "2026-01-31T10:00Z", until: "never" }, NOW)).toEqual({ since: "2026-01-31T10:00:00.000Z" });
  });

  it("is the same for the stream", () => {
    expect(streamOf({})).toBe("/api/v1/logs/stream");
    expect(streamOf({ status: ["retrying", "dead"], text: "a b" })).toBe(
      "/api/v1/logs/stream?status=retrying&status=dead&text=a+b",
    );
  });
});
