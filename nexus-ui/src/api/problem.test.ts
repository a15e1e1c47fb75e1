import { describe, expect, it } from "vitest";
import { faultsByPath, Problem } from "./problem";

describe("a refusal", () => {
  it("puts each fault at its field", async () => {
    const body = JSON.stringify({
      type: "urn:nexus:problem:invalid-input",
      title: "What was sent is not valid",
      status: 422,
      detail: "3 faults.",
      errors: [
        { path: "name", message: "is required" },
        { path: "config.host", message: "is empty" },
        { path: "config.host", message: "is no host" },
      ],
    });
    const problem = await Problem.of(new Response(body, { status: 422 }));

    expect(problem.kind).toBe("invalid-input");
    expect(faultsByPath(problem)).toEqual({ name: "is required", "config.host": "is empty; is no host" });
  });

  it("is told in words also if something before the API answers", async () => {
    const problem = await Problem.of(
      new Response("<html>Bad gateway</html>", { status: 502, statusText: "Bad Gateway" }),
    );

    expect(problem.message).toContain("502 Bad Gateway");
    expect(faultsByPath(problem)).toEqual({});
  });
});
