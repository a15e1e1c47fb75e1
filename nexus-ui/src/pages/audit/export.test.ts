import { describe, expect, it } from "vitest";
import { csvOf } from "./export";

const entry = {
  number: 7,
  at: "2026-01-31T12:00:00Z",
  category: "ADMIN" as const,
  action: "user.update",
  actor: "=cmd()",
  workspace_id: null,
  address: "::1",
  target: 'user:"a", b',
  details: { enabled: { before: true, after: false } },
  digest: "ab",
};

describe("the exported audit log", () => {
  it("has a line for each entry, in which nothing runs and nothing breaks out of its cell", () => {
    expect(csvOf([entry])).toBe(
      "number,at,category,action,actor,address,target,workspace_id,details,digest\r\n" +
        '7,2026-01-31T12:00:00Z,ADMIN,user.update,\'=cmd(),::1,"user:""a"", b",,"{""enabled"":{""before"":true,""after"":false}}",ab\r\n',
    );
  });
});
