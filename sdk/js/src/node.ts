/** What Node has besides: a spool of files. */

import { mkdir, open, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";

import { FolderLock, unlessMissing } from "./folder-lock.js";
import type { Spool } from "./spool.js";

const SUFFIX = ".ndjson";

/**
 * Keeps each batch in a file of its own, one message a line, synced to the disk line by line.
 *
 * One process uses a folder at a time. A line that a crash cut short was never promised to anyone, and is left out.
 */
export class FileSpool implements Spool {
  readonly #folder: string;
  readonly #lock: FolderLock;
  readonly #own = new Set<string>();
  #ready: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#lock = new FolderLock(folder);
  }

  async left(): Promise<readonly string[]> {
    await this.#open();
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(SUFFIX));
    return names.map((name) => name.slice(0, -SUFFIX.length)).filter((batch) => !this.#own.has(batch)).sort();
  }

  async read(batch: string): Promise<readonly string[]> {
    return (await readFile(this.#file(batch), "utf8")).split("\n").slice(0, -1);
  }

  async append(batch: string, messages: readonly string[]): Promise<void> {
    await this.#open();
    const isNew = !this.#own.has(batch);
    this.#own.add(batch);
    const file = await open(this.#file(batch), "a", 0o600);
    const { size } = await file.stat();
    try {
      await file.writeFile(messages.map((text) => `${text}\n`).join(""));
      await file.datasync();
    } catch (error) {
      await file.truncate(size); // half a line would spoil the one after it
      throw error;
    } finally {
      await file.close();
    }
    if (isNew) await this.#syncFolder();
  }

  async remove(batch: string): Promise<void> {
    await unlink(this.#file(batch)).catch(unlessMissing);
    this.#own.delete(batch);
  }

  async close(): Promise<void> {
    await this.#lock.release();
    this.#ready = undefined;
  }

  #open(): Promise<void> {
    return (this.#ready ??= this.#start().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    }));
  }

  async #start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#lock.take();
  }

  async #syncFolder(): Promise<void> {
    const folder = await open(this.#folder).catch(() => undefined); // Windows opens no folders
    if (folder === undefined) return;
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  #file(batch: string): string {
    return join(this.#folder, batch + SUFFIX);
  }
}
