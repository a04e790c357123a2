// The keys of a share link, protocol dv1, and RFC 8188 streams, with the browser's own WebCrypto.
const text = new TextEncoder();
const PREFIX = text.encode("docvault/share/v1/");
const NONCE = new Uint8Array(12); // every key here encrypts one thing only
const TOKEN = 48;
const TAG = 16;

export class Damaged extends Error {}

export const toText = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

export const fromText = (said) =>
  Uint8Array.from(atob(said.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

export const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const hash = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export const hkdf = async (material, salt, info, size) => {
  const key = await crypto.subtle.importKey("raw", material, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, size * 8));
};

export const derive = async (material, sid, label, extra = new Uint8Array()) =>
  hkdf(material, await hash(joined(PREFIX, text.encode("salt\0"), sid)), joined(PREFIX, text.encode(`${label}\0`), sid, extra), 32);

const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

// Whether the link is whole can be told from the link alone; then nobody is asked.
export const readLink = async (sidText, said) => {
  const token = said.match(/^[A-Za-z0-9_-]*/)[0].slice(0, TOKEN);
  if (!/^[A-Za-z0-9_-]{22}$/.test(sidText) || token.length !== TOKEN || !token.endsWith("1")) return null;
  const sid = fromText(sidText);
  const data = fromText(token.slice(0, -1));
  const secret = data.slice(0, 32);
  const check = await hash(joined(PREFIX, text.encode("check\0"), sid, secret));
  if (!same(check.slice(0, 3), data.slice(32))) return null;
  return { sid, sidText, token, secret };
};

const gcm = async (key, sealed, nonce, label) => {
  const opened = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: nonce, ...(label && { additionalData: label }) };
  return new Uint8Array(await crypto.subtle.decrypt(how, opened, sealed).catch(() => {
    throw new Damaged();
  }));
};

// What the server answered becomes the content key and the list of documents.
export const unlock = async (link, answer, root) => {
  const policy = JSON.parse(answer.policy);
  if (policy.sid !== link.sidText || policy.mode !== "download" || policy.v !== 1 || Boolean(policy.pw) !== Boolean(root)) throw new Damaged();
  const policyHash = await hash(text.encode(answer.policy));
  const linkKey = await derive(link.secret, link.sid, "link-key");
  const part = root ? await derive(root, link.sid, "pw-key") : new Uint8Array(32);
  const kek = await derive(joined(linkKey, fromText(answer.server_half), part), link.sid, "kek", policyHash);
  const cek = await gcm(kek, fromText(answer.wrapped_key), NONCE, joined(PREFIX, text.encode("wrap\0"), link.sid, policyHash));
  if (!same(await derive(cek, link.sid, "commit"), fromText(answer.commit))) throw new Damaged();
  const manifest = await gcm(await derive(cek, link.sid, "manifest"), fromText(answer.manifest), NONCE, policyHash);
  const told = JSON.parse(new TextDecoder().decode(manifest));
  if (told.files.length !== policy.files) throw new Damaged();
  return { cek, ...told };
};

export const fileKey = (cek, sid, number) => {
  const extra = new Uint8Array(4);
  new DataView(extra.buffer).setUint32(0, number);
  return derive(cek, sid, "file", extra);
};

// RFC 8188, aes128gcm: bytes go in as they come, records come out. `end` must be called: it tells a
// stream that was cut off from a whole one.
export class Opener {
  #material;
  #waiting = [];
  #length = 0;
  #key = null;
  #base;
  #size;
  #record = 0;

  constructor(material) {
    this.#material = material;
  }

  async *take(bytes) {
    this.#waiting.push(bytes);
    this.#length += bytes.length;
    if (!this.#key && !(await this.#begin())) return;
    if (this.#length <= this.#size) return; // the last record is marked as such, and kept for `end`
    const all = joined(...this.#waiting);
    let at = 0;
    while (all.length - at > this.#size) {
      yield await this.#open(all.subarray(at, at + this.#size), 1);
      at += this.#size;
    }
    this.#waiting = [all.slice(at)];
    this.#length = all.length - at;
  }

  async end() {
    if (!this.#key) throw new Damaged();
    return this.#open(joined(...this.#waiting), 2);
  }

  async #begin() {
    const all = joined(...this.#waiting);
    const head = 21 + (all[20] ?? 0);
    if (all.length < Math.max(21, head)) return false;
    const salt = all.slice(0, 16);
    this.#size = new DataView(all.buffer).getUint32(16);
    if (this.#size < TAG + 2 || this.#size > 1 << 20) throw new Damaged();
    const label = (name) => text.encode(`Content-Encoding: ${name}\0`);
    const key = await hkdf(this.#material, salt, label("aes128gcm"), 16);
    this.#base = await hkdf(this.#material, salt, label("nonce"), 12);
    this.#key = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    this.#waiting = [all.slice(head)];
    this.#length = all.length - head;
    return true;
  }

  async #open(record, mark) {
    const iv = this.#base.slice();
    const view = new DataView(iv.buffer);
    view.setUint32(8, (view.getUint32(8) ^ this.#record++) >>> 0);
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.#key, record).catch(() => {
      throw new Damaged();
    });
    const plain = new Uint8Array(opened);
    let last = plain.length - 1;
    while (last >= 0 && plain[last] === 0) last -= 1;
    if (plain[last] !== mark) throw new Damaged();
    return plain.subarray(0, last);
  }
}
