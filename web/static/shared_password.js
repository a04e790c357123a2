// A worker: Argon2id of a password, as RFC 9106 has it. WebCrypto has none; this takes seconds.
import { argon2id } from "./vendor/noble-hashes/argon2.js";

addEventListener("message", ({ data: { password, salt } }) => {
  let told = 0;
  const onProgress = (done) => {
    if (done - told < 0.02) return;
    told = done;
    postMessage({ done });
  };
  const root = argon2id(new TextEncoder().encode(password.normalize("NFKC")), salt, { m: 65536, t: 3, p: 1, dkLen: 32, onProgress });
  postMessage({ root });
});
