// Documents of a link: fetched sealed, decrypted here record by record, checked, saved.
import { Damaged, fileKey, Opener, toText } from "./shared_keys.js";
import { sha256 } from "./vendor/noble-hashes/sha2.js";

const MOST_IN_MEMORY = Math.min(4, navigator.deviceMemory ?? 4) * (128 << 20);
const TO_DISK_FROM = 128 << 20;
const FOLD = 32 << 20;
const TRIES = 8;

class Over extends Error {}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// All bytes of the ciphertext; a connection that breaks is taken up again where it broke.
async function* sealed(session, number, say) {
  let at = 0;
  let etag = null;
  let whole = null;
  for (let tries = 0; whole === null || at < whole; ) {
    const headers = { Authorization: `DV1 ${session.ticket}` };
    if (at) Object.assign(headers, { Range: `bytes=${at}-`, "If-Range": etag });
    try {
      const answer = await fetch(`${session.base}/b/${number}`, { headers, credentials: "omit", cache: "no-store" });
      if (answer.status === 404) throw new Over();
      if (!answer.ok || (at && answer.status !== 206)) throw new TypeError(`status ${answer.status}`);
      etag = answer.headers.get("ETag");
      whole ??= Number(answer.headers.get("Content-Length"));
      const reader = answer.body.getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        at += piece.value.length;
        tries = 0;
        say("", at / whole);
        yield piece.value;
      }
      if (at < whole) throw new TypeError("cut off");
    } catch (error) {
      if (!(error instanceof TypeError) || ++tries > TRIES) throw error;
      say("broken", whole ? at / whole : 0);
      await pause(500 * 2 ** Math.min(tries, 5));
    }
  }
}

class Memory {
  #parts = [];
  #length = 0;

  write(bytes) {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#length < FOLD) return;
    this.#parts = [new Blob(this.#parts)]; // what is a blob need not lie in memory
    this.#length = 0;
  }

  close(name, mime) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(this.#parts, { type: mime }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  abort() {
    this.#parts = [];
  }
}

const placeFor = async (file) => {
  if (file.size < TO_DISK_FROM || !window.showSaveFilePicker) return new Memory();
  const handle = await window.showSaveFilePicker({ suggestedName: file.name });
  return handle.createWritable();
};

const save = async (session, file, say) => {
  const place = await placeFor(file);
  const digest = sha256.create();
  const opener = new Opener(await fileKey(session.cek, session.link.sid, file.i));
  const put = async (bytes) => {
    digest.update(bytes);
    await place.write(bytes);
  };
  try {
    for await (const bytes of sealed(session, file.i, say)) {
      for await (const plain of opener.take(bytes)) await put(plain);
    }
    await put(await opener.end());
    const found = Array.from(digest.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (found !== file.sha256) throw new Damaged();
  } catch (error) {
    await place.abort();
    throw error;
  }
  await place.close(file.name, file.mime);
};

const byServer = async (session, file) => {
  const body = JSON.stringify({ ticket: session.ticket, key: toText(session.cek) });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${session.base}/plain`, { method: "POST", headers, body, cache: "no-store" });
  if (!answer.ok) throw new Over();
  location.assign(`${session.base}/f/${file.i}`);
};

const inWords = (bytes) => {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit += 1;
  }
  return `${unit && bytes < 10 ? bytes.toFixed(1) : Math.round(bytes)} ${units[unit]}`;
};

// One row of the list of documents.
export const rowFor = (session, file) => {
  const row = document.getElementById("file-row").content.cloneNode(true).firstElementChild;
  const [said, bar, button, server] = [".said", "progress", ".save", ".by-server"].map((each) => row.querySelector(each));
  const tooLarge = file.size > MOST_IN_MEMORY && !window.showSaveFilePicker;
  const say = (what, done = null) => {
    said.hidden = !what;
    said.textContent = what ? said.dataset[what] : "";
    bar.hidden = done === null;
    bar.value = done ?? 0;
  };
  row.querySelector(".name").textContent = file.name;
  row.querySelector(".size").textContent = inWords(file.size);
  bar.setAttribute("aria-label", file.name);
  const during = (act) => async () => {
    button.disabled = server.disabled = true;
    try {
      await act();
    } catch (error) {
      if (error.name !== "AbortError") say(error instanceof Over ? "over" : error instanceof Damaged ? "wrong" : "broken");
    }
    button.disabled = server.disabled = false;
  };
  button.addEventListener("click", during(async () => {
    say("", 0);
    await save(session, file, say);
    say("saved");
  }));
  server.addEventListener("click", during(() => byServer(session, file)));
  if (tooLarge) {
    button.hidden = true;
    server.hidden = false;
    say("large");
  }
  return row;
};
