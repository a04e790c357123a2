// One file on its way: in pieces, going on after a broken connection where the server says it stands.
import { send } from "./site.js";

const PIECE = 8 << 20;
const LONGEST_PAUSE = 30_000;
const FINAL = new Set([400, 401, 403, 404, 413, 422, 507]);

export class Stopped extends Error {}

export class Transfer {
  #xhr = null;
  #stopped = false;
  #wake = null;

  /** `known` is what the server has of this file already; `on` hears of progress and pauses. */
  constructor(file, { known = null, onProgress = () => {}, onPause = () => {} } = {}) {
    this.file = file;
    this.state = known;
    this.onProgress = onProgress;
    this.onPause = onPause;
  }

  /** Send all that is missing; answers with the server's last word on the upload. */
  async run() {
    let failures = 0;
    while (!this.state?.whole) {
      if (this.#stopped) throw new Stopped();
      try {
        this.state ??= await this.#begin();
        if (!this.state.whole || this.file.size === 0) this.state = await this.#piece();
        failures = 0;
      } catch (error) {
        if (this.#stopped) throw new Stopped();
        if (error.code === "upload-moved") {
          this.state.offset = error.offset;
          continue;
        }
        if (error.code === "upload-not-found" && failures++ === 0) {
          this.state = null;
          continue;
        }
        if (error.unreadable || FINAL.has(error.status)) throw error;
        this.onPause(error);
        await this.#pause(Math.min(LONGEST_PAUSE, 1000 * 2 ** failures++));
        await this.#look();
      }
    }
    this.onProgress(1);
    return this.state;
  }

  /** Stop, and let the server forget it. */
  async cancel() {
    this.#stopped = true;
    this.#xhr?.abort();
    this.#wake?.();
    if (this.state) await send(`/uploads/${this.state.id}`, { method: "DELETE" }).catch(() => {});
  }

  #begin() {
    const { name, size, lastModified } = this.file;
    return send("/uploads", { json: { name, size, modified: lastModified } });
  }

  async #look() {
    if (!this.state) return;
    const answer = await fetch(`/uploads/${this.state.id}`, { method: "HEAD" }).catch(() => null);
    if (answer?.ok) this.state.offset = Number(answer.headers.get("Upload-Offset"));
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, milliseconds);
      addEventListener("online", resolve, { once: true });
    });
  }

  #piece() {
    const { offset, id } = this.state;
    return new Promise((resolve, reject) => {
      const xhr = (this.#xhr = new XMLHttpRequest());
      xhr.open("PATCH", `/uploads/${id}`);
      xhr.setRequestHeader("Content-Type", "application/octet-stream");
      xhr.setRequestHeader("Upload-Offset", String(offset));
      xhr.setRequestHeader("Accept", "application/json");
      xhr.setRequestHeader("X-CSRF-Token", document.querySelector('meta[name="csrf-token"]').content);
      xhr.upload.onprogress = (event) => this.onProgress((offset + event.loaded) / (this.file.size || 1));
      xhr.onload = () => {
        let said = null;
        try {
          said = JSON.parse(xhr.responseText);
        } catch {
          // an answer of something between us and the server
        }
        if (xhr.status < 300 && said) resolve(said);
        else reject(Object.assign(new Error(said?.error?.message ?? xhr.statusText), said?.error, { status: xhr.status }));
      };
      xhr.onerror = () => this.#readable().then((can) => reject(Object.assign(new Error(""), { status: 0, unreadable: !can })));
      xhr.onabort = () => reject(new Stopped());
      xhr.send(this.file.slice(offset, offset + PIECE));
    });
  }

  /** A file that was changed or taken away meanwhile fails like a connection; this tells them apart. */
  #readable() {
    return this.file.slice(0, 1).arrayBuffer().then(() => true, () => false);
  }
}
