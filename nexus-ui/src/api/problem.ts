/** A refusal of the API (RFC 9457), or an answer that did not come. */
import type { components } from "./schema";

type Document = components["schemas"]["ProblemDocument"];

export interface Fault {
  path: string;
  message: string;
  index?: number;
}

export class Problem extends Error {
  readonly status: number;
  /** Last part of the problem's `type`: `conflict`, `invalid-input`; `away` if no answer came. */
  readonly kind: string;
  readonly title: string;
  readonly faults: readonly Fault[];

  constructor(status: number, kind: string, title: string, detail: string, faults: readonly Fault[] = []) {
    super(detail || title);
    this.name = "Problem";
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.faults = faults;
  }

  static async of(response: Response): Promise<Problem> {
    const text = await response.text();
    try {
      const document = JSON.parse(text) as Partial<Document> & { errors?: Fault[] };
      const kind = String(document.type ?? "").replace("urn:nexus:problem:", "");
      return new Problem(
        response.status,
        kind,
        document.title ?? response.statusText,
        document.detail ?? "",
        document.errors ?? [],
      );
    } catch {
      const detail = `The answer came from something before the API (${response.status} ${response.statusText}).`;
      return new Problem(response.status, "unknown", "Unexpected answer", detail);
    }
  }

  static away(): Problem {
    return new Problem(0, "away", "No answer", "Nexus does not answer. Is it running, and is the network there?");
  }
}

/** What is wrong with the fields of a form, by path; "" is about all of it. */
export function faultsByPath(error: unknown): Record<string, string> {
  if (!(error instanceof Problem)) return {};
  const found: Record<string, string> = {};
  for (const fault of error.faults) {
    found[fault.path] = found[fault.path] ? `${found[fault.path]}; ${fault.message}` : fault.message;
  }
  return found;
}

export function messageOf(error: unknown): string {
  if (error instanceof Problem || error instanceof Error) return error.message;
  return String(error);
}
