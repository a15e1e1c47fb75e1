/** Samples as people paste them: one object, an array of objects, or one object per line. */
export function samplesOf(text: string): Record<string, unknown>[] {
  const trimmed = text.trim();
  if (trimmed === "") throw new Error("Paste at least one message.");
  const parsed =
    wholeOf(trimmed) ??
    trimmed
      .split("\n")
      .filter((line) => line.trim())
      .map(lineOf);
  const list = Array.isArray(parsed) ? parsed : [parsed];
  const wrong = list.findIndex((one) => typeof one !== "object" || one === null || Array.isArray(one));
  if (wrong >= 0) throw new Error(`Message ${wrong + 1} is no JSON object.`);
  return list as Record<string, unknown>[];
}

function wholeOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lineOf(line: string, i: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`Line ${i + 1} is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
}
