// A file on its way to who asked for it: sealed for the request's key, as RFC 8188, record by record.
import { derive, fromText, hkdf, joined, toText } from "./shared_keys.js";
import { sha256 } from "./vendor/noble-hashes/sha2.js";

const text = new TextEncoder();
const RECORD = 65_536;
const ROOM = RECORD - 17; // a tag of 16 bytes, and the mark that says whether more follows
const MORE = 1;
const LAST = 2;
const FOLD = 16 << 20;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

class Sealer {
  #key;
  #base;
  #record = 0;

  static async begin(link, publicKey) {
    const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const theirs = await crypto.subtle.importKey("raw", fromText(publicKey), CURVE, false, []);
    const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256));
    const material = await derive(shared, link.sid, "request-file");
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const label = (name) => text.encode(`Content-Encoding: ${name}\0`);
    const sealer = new Sealer();
    const key = await hkdf(material, salt, label("aes128gcm"), 16);
    sealer.#base = await hkdf(material, salt, label("nonce"), 12);
    sealer.#key = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
    const keyId = text.encode(`dvr1:${toText(point)}`);
    const size = new Uint8Array(5);
    new DataView(size.buffer).setUint32(0, RECORD);
    size[4] = keyId.length;
    return [sealer, joined(salt, size, keyId)];
  }

  async seal(plain, mark) {
    const iv = this.#base.slice();
    const view = new DataView(iv.buffer);
    view.setUint32(8, (view.getUint32(8) ^ this.#record++) >>> 0);
    const padded = new Uint8Array(plain.length + 1);
    padded.set(plain);
    padded[plain.length] = mark;
    return crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#key, padded);
  }
}

// The file in pieces of one record; the last piece is marked. Never all of it at once.
async function* records(file, signal) {
  const reader = file.stream().getReader();
  const room = new Uint8Array(ROOM);
  let held = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      signal.throwIfAborted();
      for (let at = 0; at < piece.value.length; ) {
        if (held === ROOM) {
          yield [room, MORE];
          held = 0;
        }
        const some = piece.value.subarray(at, at + ROOM - held);
        room.set(some, held);
        held += some.length;
        at += some.length;
      }
    }
    yield [room.subarray(0, held), LAST];
  } finally {
    await reader.cancel().catch(() => {});
  }
}

// Returns the sealed file as a blob, which need not lie in memory, and the SHA-256 of the file.
export const seal = async (link, publicKey, file, { onProgress, signal }) => {
  const [sealer, head] = await Sealer.begin(link, publicKey);
  const digest = sha256.create();
  let parts = [head];
  let held = 0;
  let done = 0;
  for await (const [plain, mark] of records(file, signal)) {
    digest.update(plain);
    parts.push(await sealer.seal(plain, mark));
    held += plain.length;
    done += plain.length;
    if (held < FOLD) continue;
    parts = [new Blob(parts)];
    held = 0;
    onProgress(done / file.size);
  }
  const found = Array.from(digest.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { sealed: new Blob(parts), sha256: found };
};
