/**
 * Payload encryption: AES-256-GCM under a key derived from the application's master secret.
 *
 * Key: HKDF-SHA256 of the secret, salt empty, info `nexus/payload/v1/{application id}`. Additional data:
 * `1\n{kid}\n{application id}\n{mid}`. The test vectors stand in `sdk/vectors/payload-encryption.json`.
 */

import { fromBase64, toBase64 } from "./base64.js";
import { ConfigurationError } from "./errors.js";
import { newId } from "./ids.js";

/** The master secret of an application, as it is shown once when it is made. */
export interface EncryptionOptions {
  readonly applicationId: string;
  /** Version of the secret, a positive integer. */
  readonly version: number;
  /** 32 bytes in standard base64. */
  readonly secret: string;
}

/** An encrypted payload. */
export interface Envelope {
  readonly v: 1;
  readonly kid: number;
  readonly mid: string;
  readonly iv: string;
  readonly ct: string;
}

const encoder = new TextEncoder();

/** Encrypts the payloads of one application. */
export class Sealer {
  readonly #options: EncryptionOptions;
  readonly #secret: Uint8Array<ArrayBuffer>;
  #key: Promise<CryptoKey> | undefined;

  /** @throws ConfigurationError: the secret, its version or the application's id cannot be used. */
  constructor(options: EncryptionOptions) {
    const secret = fromBase64(options.secret);
    if (secret?.length !== 32) {
      throw new ConfigurationError("encryption.secret must be the base64 of 32 bytes, as it was shown when it was made");
    }
    if (!Number.isSafeInteger(options.version) || options.version < 1) {
      throw new ConfigurationError("encryption.version must be the secret's version, a positive integer");
    }
    if (options.applicationId === "") throw new ConfigurationError("encryption.applicationId is empty");
    if ((globalThis.crypto as Partial<Crypto> | undefined)?.subtle === undefined) {
      throw new ConfigurationError("encryption needs WebCrypto, which browsers give to pages over HTTPS alone");
    }
    this.#options = options;
    this.#secret = secret;
  }

  /**
   * Return the envelope of a payload.
   *
   * @param text the payload as JSON.
   * @param mid its message id, by which a resend is recognised.
   * @param iv 12 bytes that are never used twice; given only to compare with test vectors.
   */
  async seal(text: string, mid = newId(), iv = crypto.getRandomValues(new Uint8Array(12))): Promise<Envelope> {
    const { applicationId, version } = this.#options;
    const additionalData = encoder.encode(`1\n${String(version)}\n${applicationId}\n${mid}`);
    const key = await (this.#key ??= this.#derive());
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, encoder.encode(text));
    return { v: 1, kid: version, mid, iv: toBase64(iv), ct: toBase64(new Uint8Array(sealed)) };
  }

  async #derive(): Promise<CryptoKey> {
    const info = encoder.encode(`nexus/payload/v1/${this.#options.applicationId}`);
    const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
    const secret = await crypto.subtle.importKey("raw", this.#secret, "HKDF", false, ["deriveKey"]);
    return crypto.subtle.deriveKey(hkdf, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  }
}
