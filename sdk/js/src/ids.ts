/** Ids of messages and batches: UUIDv7 (RFC 9562), which sort by the time they were made. */

let last = 0;

/** Return a new id, greater than those before it in this process. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Section 6.2, method 3: the 12 bits after the milliseconds are a finer time, and grow with each id.
  const fine = Math.max(Math.floor((performance.timeOrigin + performance.now()) * 4096), last + 1);
  last = fine;
  const hex = Math.floor(fine / 4096).toString(16).padStart(12, "0") + "7" + (fine % 4096).toString(16).padStart(3, "0");
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const tail = Array.from(bytes.subarray(8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12), tail.slice(0, 4), tail.slice(4)].join("-");
}
