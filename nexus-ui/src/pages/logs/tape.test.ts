import { describe, expect, it } from "vitest";
import { type Line, Tape } from "./tape";

const START = Date.parse("2026-01-31T12:00:00Z");

function line(number: number): Line {
  const at = new Date(START + number * 10).toISOString();
  return { id: `line ${number}`, finished_at: at } as Line;
}

function page(numbers: number[], next: string | null = null) {
  return { items: numbers.map(line), next, previous: null, searched_to: null };
}

function shown(tape: Tape): number[] {
  return tape.rows.map((one) => Number(one.id.split(" ")[1]));
}

describe("the lines of the log page", () => {
  it("stand with the newest first, and none twice", () => {
    const tape = new Tape();
    tape.add(line(5));
    tape.begin(page([5, 4, 3], "older"));
    tape.add(line(6));
    tape.add(line(5));
    tape.flush();
    tape.append(page([3, 2, 1]));
    expect(shown(tape)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(tape.older).toBeNull();
  });

  it("do not move until they are asked to, and are counted meanwhile", () => {
    const tape = new Tape();
    tape.begin(page([1]));
    tape.add(line(2));
    tape.add(line(3));
    expect([shown(tape), tape.waiting]).toEqual([[1], 2]);
    expect(tape.flush()).toBe(true);
    expect([shown(tape), tape.waiting]).toEqual([[3, 2, 1], 0]);
    expect(tape.flush()).toBe(false);
  });

  it("are bounded; what was let go is read again from where they end", () => {
    const tape = new Tape(3);
    tape.begin(page([2, 1, 0], "older"));
    tape.add(line(3));
    tape.flush();
    expect(shown(tape)).toEqual([3, 2, 1]);
    expect(tape.older).toEqual({ before: new Date(START + 11).toISOString() });
    tape.append(page([1, 0]));
    expect(shown(tape)).toEqual([3, 2, 1, 0]);
  });

  it("go on after the stream was away, without a hole", () => {
    const tape = new Tape();
    tape.begin(page([3, 2], "before 2"));
    tape.append(page([1], "before 1"));
    tape.begin(page([4, 3], "before 3"));
    expect([shown(tape), tape.older]).toEqual([[4, 3, 2, 1], { cursor: "before 1" }]);
    tape.begin(page([9, 8], "before 8"));
    expect([shown(tape), tape.older]).toEqual([[9, 8], { cursor: "before 8" }]);
  });

  it("have no hole after a long pause", () => {
    const tape = new Tape(3);
    tape.begin(page([0]));
    for (let number = 1; number <= 20; number++) tape.add(line(number));
    expect(tape.waiting).toBe(20);
    tape.flush();
    expect(shown(tape)).toEqual([20, 19, 18]);
    expect(tape.older).toEqual({ before: new Date(START + 181).toISOString() });
  });
});
