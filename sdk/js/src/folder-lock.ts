/** A folder that one process uses at a time. */

import { readFile, unlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { ConfigurationError } from "./errors.js";

/** Folders that this process holds: its own number in a lock file may be that of an earlier life, as in a container. */
const held = new Set<string>();

/** Held from `take` to `release`, or until its process ends in whatever way. */
export class FolderLock {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.#file = join(this.#folder, "lock");
  }

  /** @throws ConfigurationError: another process, or this one already, uses the folder. */
  async take(): Promise<void> {
    if (held.has(this.#folder)) throw this.#inUse("this process");
    held.add(this.#folder);
    try {
      await this.#write();
    } catch (error) {
      held.delete(this.#folder);
      throw error;
    }
  }

  async release(): Promise<void> {
    if (held.delete(this.#folder)) await unlink(this.#file).catch(unlessMissing);
  }

  async #write(): Promise<void> {
    const mine = `${String(process.pid)} ${await beginOf(process.pid)}`;
    for (;;) {
      try {
        await writeFile(this.#file, mine, { flag: "wx" });
        return;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
      const [pid = "", begin = ""] = (await readFile(this.#file, "utf8").catch(() => "")).split(" ");
      if (Number(pid) !== process.pid && (await isAlive(Number(pid), begin))) throw this.#inUse(`process ${pid}`);
      await unlink(this.#file).catch(unlessMissing);
    }
  }

  #inUse(user: string): ConfigurationError {
    return new ConfigurationError(`${user} uses the spool ${this.#folder}; give each its own folder`);
  }
}

/** Whether the process that wrote its number is still there, and not another one that got the number later. */
async function isAlive(pid: number, begin: string): Promise<boolean> {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== "EPERM") return false;
  }
  return begin === "" || begin === (await beginOf(pid));
}

/** Return when a process began, in ticks since the machine did (proc(5), `stat`, field 22); empty where there is no /proc. */
async function beginOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Raise an error, unless it says that a file is not there. */
export function unlessMissing(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
