import { expect, it } from "vitest";
import { changed, redone, started, undone } from "./history";

it("changes are undone and redone; what is typed within a moment as one", () => {
  let history = started(["a"]);
  history = changed(history, ["b"], 1000);
  history = changed(history, ["bc"], 1100);
  history = changed(history, ["bc", "d"], 1200);
  expect([history.past, history.now]).toEqual([
    [["a"], ["bc"]],
    ["bc", "d"],
  ]);
  history = undone(undone(history));
  expect([history.now, history.future]).toEqual([["a"], [["bc"], ["bc", "d"]]]);
  expect(undone(history)).toBe(history);
  history = redone(history);
  expect(history.now).toEqual(["bc"]);
  history = changed(history, ["e"], 1201);
  expect([history.past, history.now, history.future]).toEqual([[["a"], ["bc"]], ["e"], []]);
  expect(redone(history)).toBe(history);
});
