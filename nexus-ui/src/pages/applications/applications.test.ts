import { describe, expect, it } from "vitest";
import { samplesOf } from "./samples";
import { exampleMessage, snippetsOf } from "./snippets";

describe("samples", () => {
  it.each([
    ['{"id": 1}', [{ id: 1 }]],
    ['[{"id": 1}, {"id": 2}]', [{ id: 1 }, { id: 2 }]],
    ['{"id": 1}\n\n{"id": 2}\n', [{ id: 1 }, { id: 2 }]],
  ])("are read as they are pasted: %s", (text, messages) => {
    expect(samplesOf(text)).toEqual(messages);
  });

  it.each([
    ["", "at least one"],
    ['{"id": 1}\nno', "Line 2"],
    ["[1]", "Message 1 is no JSON object"],
  ])("that are none are refused with their place: %s", (text, why) => {
    expect(() => samplesOf(text)).toThrow(why);
  });
});

describe("the example", () => {
  it("has every field of the schema at its path", () => {
    const fields = [
      { name: "id", type: "integer" as const, min: 100 },
      { name: "customer.email", type: "string" as const },
      { name: "customer.tier", type: "string" as const, enum: ["gold"] },
      { name: "items[].sku", type: "string" as const },
      { name: "items[].qty", type: "integer" as const },
      { name: "tags[]", type: "string" as const },
    ];

    expect(exampleMessage(fields)).toEqual({
      id: 100,
      customer: { email: "text", tier: "gold" },
      items: [{ sku: "text", qty: 1 }],
      tags: ["text"],
    });
  });

  it("is written as Python writes it", () => {
    const python = snippetsOf("http://localhost", "nxk_1", { a: null, "b\\": [true, 'it\'s "so"'], c: {}, d: 1.5 })[1];

    expect(python?.code).toBe(
      [
        "# pip install nexus-sdk",
        "from nexus_sdk import NexusClient",
        "",
        'with NexusClient("http://localhost", api_key="nxk_1") as client:',
        "    receipt = client.send({",
        '        "a": None,',
        '        "b\\\\": [',
        "            True,",
        '            "it\'s \\"so\\"",',
        "        ],",
        '        "c": {},',
        '        "d": 1.5,',
        "    })",
        "    print(receipt.id)  # it is on stable storage",
      ].join("\n"),
    );
  });

  it("survives the shell, whatever is in it", () => {
    const [curl] = snippetsOf("http://localhost", "nxk_1", { name: "O'Neil" });

    expect(curl?.code).toContain(`'{"name":"O'\\''Neil"}'`);
  });
});
