import { describe, expect, it } from "vitest";
import { EventParser } from "./events";

describe("server-sent events", () => {
  it("are read however the bytes are cut", () => {
    const text = 'id: 7\nevent: tick\ndata: {"a":1}\n\n: still here\n\ndata: one\ndata: two\n\n';
    for (let size = 1; size <= text.length; size++) {
      const parser = new EventParser();
      const found = [];
      for (let at = 0; at < text.length; at += size) found.push(...parser.feed(text.slice(at, at + size)));
      expect(found).toEqual([
        { event: "tick", data: '{"a":1}', id: "7" },
        { event: "message", data: "one\ntwo", id: "7" },
      ]);
    }
  });

  it("may end their lines as they like", () => {
    expect(new EventParser().feed("data: a\r\n\r\ndata: b\n\n").map((one) => one.data)).toEqual(["a", "b"]);
  });

  it("are nothing without data", () => {
    expect(new EventParser().feed("event: tick\n\ndata: x\n\n")).toEqual([{ event: "message", data: "x", id: "" }]);
  });
});
