import assert from "node:assert/strict";
import { test } from "node:test";

import { BufferFull, ConfigurationError, ConnectionFailed, NexusError, SpoolFailed } from "../src/index.js";
import { refusalOf } from "../src/errors.js";

const refused = (status: number) => refusalOf({ status, type: "t", detail: "It is so.", errors: [] });

test("every error says what to do about it, in its remedy and at the end of its message", () => {
  const told: [NexusError, RegExp][] = [
    [new ConnectionFailed("nobody answers"), /^Make the same call again, with the error's key/],
    [new BufferFull("9 messages wait"), /whenFull: "wait"/],
    [new SpoolFailed("ENOSPC"), /^Make room on its disk/],
    [refused(422), /with partial: true/],
    [refused(401), /for the application's key/],
    [refused(409), /^Use a new key for new messages/],
    [refused(413), /^Send a smaller message/],
    [refused(429), /after retryAfterMs/],
    [refused(503), /^Make the same call again later/],
    [refused(418), /under HTTP/],
  ];
  for (const [error, remedy] of told) {
    assert.match(error.remedy, remedy);
    assert.ok(error.message.endsWith(`. ${error.remedy}`), error.message);
    assert.ok(!error.message.includes(".."), error.message);
  }
});

test("an error whose message says what to do has no remedy besides", () => {
  const error = new ConfigurationError("maxCount must be 1 to 10,000");
  assert.equal(error.remedy, "");
  assert.equal(error.message, "maxCount must be 1 to 10,000.");
});
