// A partner's program that shares nothing with ours: the protocol, written from its description
// with WebCrypto alone. Reads {sid, token, opened, files: [path]} and prints what it opened.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

const { subtle } = webcrypto;
const utf8 = (text) => new TextEncoder().encode(text);
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64url"));
const join = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
const sha256 = async (data) => new Uint8Array(await subtle.digest("SHA-256", data));
const hex = (data) => Buffer.from(data).toString("hex");

async function hkdf(material, salt, info, size) {
  const key = await subtle.importKey("raw", material, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await subtle.deriveBits(how, key, size * 8));
}

async function open(key, iv, data, additionalData) {
  const known = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv, ...(additionalData && { additionalData }) };
  return new Uint8Array(await subtle.decrypt(how, known, data));
}

async function unsealed(material, data) {
  const salt = data.slice(0, 16);
  const size = Buffer.from(data).readUInt32BE(16);
  const start = 21 + data[20];
  const key = await hkdf(material, salt, utf8("Content-Encoding: aes128gcm\0"), 16);
  const base = await hkdf(material, salt, utf8("Content-Encoding: nonce\0"), 12);
  const parts = [];
  for (let at = start, number = 0; at < data.length; at += size, number++) {
    const nonce = Buffer.from(base);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ number) >>> 0, 8);
    const record = await open(key, nonce, data.slice(at, at + size));
    let end = record.length - 1;
    while (record[end] === 0) end--;
    if (record[end] !== (at + size >= data.length ? 2 : 1)) throw new Error("delimiter");
    parts.push(record.slice(0, end));
  }
  return join(...parts);
}

const { sid: where, token, opened, files } = JSON.parse(readFileSync(0, "utf8"));
const sid = bytes(where);
const secret = bytes(token.slice(0, -1)).slice(0, 32);
const salt = await sha256(join(utf8("docvault/share/v1/salt\0"), sid));
const derive = (material, label, extra = []) =>
  hkdf(material, salt, join(utf8(`docvault/share/v1/${label}\0`), sid, extra), 32);

const ph = await sha256(utf8(opened.policy));
const linkKey = await derive(secret, "link-key");
const material = join(linkKey, bytes(opened.server_half), new Uint8Array(32));
const kek = await derive(material, "kek", ph);
const zero = new Uint8Array(12);
const label = join(utf8("docvault/share/v1/wrap\0"), sid, ph);
const cek = await open(kek, zero, bytes(opened.wrapped_key), label);
if (hex(await derive(cek, "commit")) !== hex(bytes(opened.commit))) throw new Error("commit");
const manifestKey = await derive(cek, "manifest");
const manifest = JSON.parse(
  Buffer.from(await open(manifestKey, zero, bytes(opened.manifest), ph)).toString("utf8"),
);
const hashes = [];
for (const [i, path] of files.entries()) {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(i);
  const data = await unsealed(await derive(cek, "file", number), new Uint8Array(readFileSync(path)));
  hashes.push(hex(await sha256(data)));
}
console.log(JSON.stringify({ auth: hex(await derive(secret, "auth")), manifest, hashes }));
