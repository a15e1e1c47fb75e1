/** A real HTTP server that records what it hears and answers as it was told, in the manner of Nexus's ingress. */

import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface Heard {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Told {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Cut the connection instead of answering. */
  readonly cut?: boolean;
}

export interface Nexus {
  readonly url: string;
  readonly heard: Heard[];
  /** Answers to the next requests; after them all is taken. */
  readonly script: ((heard: Heard) => Told)[];
  close(): Promise<void>;
}

export function problem(status: number, type: string, more: object = {}, headers: Record<string, string> = {}): () => Told {
  return () => ({ status, headers, body: { type: `urn:nexus:problem:${type}`, title: type, status, detail: `${type}.`, ...more } });
}

export const lost = (): Told => ({ status: 0, cut: true });

export function takeAll({ body }: Heard): Told {
  const count = Array.isArray(body) ? body.length : 1;
  return { status: 202, body: { accepted: count, duplicates: 0, ids: Array.from({ length: count }, (_, at) => `id-${String(at)}`) } };
}

export async function startNexus(): Promise<Nexus> {
  const heard: Heard[] = [];
  const script: ((heard: Heard) => Told)[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const raw = Buffer.concat(parts);
      const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
      const one: Heard = { url: request.url ?? "", headers: request.headers, body: JSON.parse(text) as unknown };
      heard.push(one);
      const told = (script.shift() ?? takeAll)(one);
      if (told.cut === true) {
        request.socket.destroy();
        return;
      }
      response.writeHead(told.status, { "Content-Type": "application/json", ...told.headers });
      response.end(typeof told.body === "string" ? told.body : JSON.stringify(told.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    heard,
    script,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => { resolve(); });
      }),
  };
}
