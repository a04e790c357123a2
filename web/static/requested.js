// Where the link of a request for files arrives. The secret is taken out of the address bar at once
// and kept in memory only; nothing is asked of the server before the click.
import { derive, readLink, toText } from "./shared_keys.js";
import { seal } from "./request_sealing.js";

const at = (id) => document.getElementById(id);
const parts = ["start", "busy", "refused", "cut", "plain", "send", "manual"];
const SEALING = 0.2; // of the bar
const LONGEST_PAUSE = 60;
const MOST_SEALED = 384 << 20; // what a browser keeps of blobs in a private window is not much more
const rows = [];
let link = null;
let fragment = "";
let auth = "";
let told = null;
let going = null;

class Refused extends Error {}
class Busy extends Error {}

const show = (...names) => {
  for (const part of parts) at(part).hidden = !names.includes(part);
  const main = at(names[0]);
  main.querySelector("h1")?.setAttribute("tabindex", "-1");
  (main.querySelector("button:not([hidden]), h1"))?.focus({ preventScroll: true });
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

const wait = (seconds, signal) =>
  new Promise((done, failed) => {
    const timer = setTimeout(done, seconds * 1000);
    signal.addEventListener("abort", () => (clearTimeout(timer), failed(signal.reason)), { once: true });
  });

// ---- what may still be sent

const showLeft = () => {
  const { files_left: files, bytes_left: bytes } = told;
  const which = files > 0 && bytes > 0 ? (files === 1 ? "one" : "many") : "none";
  at("left").textContent = at("left").dataset[which].replace("{files}", files).replace("{size}", inWords(bytes));
  at("chosen").disabled = which === "none";
};

const ask = async () => {
  const answer = await fetch(`/r/${link.sidText}/open${location.search}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ auth }),
    cache: "no-store",
  });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.error?.message ?? String(answer.status));
  told = said;
  showLeft();
};

const open = async () => {
  document.querySelector("[data-language]")?.setAttribute("hidden", "");
  show("busy");
  try {
    auth = toText(await derive(link.secret, link.sid, "auth"));
    await ask();
  } catch (error) {
    at("refused-said").textContent = error instanceof Refused ? error.message : at("refused-said").dataset.network;
    return show("refused");
  }
  at("department").textContent = told.department;
  at("from").textContent = told.from;
  const until = new Date(told.until);
  at("until").dateTime = told.until;
  at("until").textContent = until.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  at("note").textContent = told.note;
  at("note").hidden = !told.note;
  show("send");
};

// ---- one file

const say = (row, what, done = null) => {
  const said = row.view.querySelector(".said");
  said.textContent = (said.dataset[what] ?? what).replace("{size}", () => inWords(told.bytes_left));
  const bar = row.view.querySelector("progress");
  bar.hidden = done === null;
  bar.value = done ?? 0;
};

const settle = (row, state, what) => {
  row.state = state;
  say(row, what);
  row.view.querySelector(".cancel").hidden = state !== "waiting" && state !== "going";
  row.view.querySelector(".retry").hidden = state !== "failed" || what === "huge";
  row.view.querySelector(".plainly").hidden = what !== "huge";
};

const put = (row, blob, signal) =>
  new Promise((done, failed) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", `/r/${link.sidText}/files${location.search}`);
    sending.responseType = "json";
    sending.setRequestHeader("Accept", "application/json");
    sending.setRequestHeader("Authorization", `DV1 ${auth}`);
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.setRequestHeader("X-File-Name", encodeURIComponent(row.file.name.toWellFormed?.() ?? row.file.name));
    sending.upload.addEventListener("progress", ({ loaded, total }) => say(row, "sending", SEALING + ((1 - SEALING) * loaded) / total));
    sending.addEventListener("load", () => {
      const said = sending.response;
      if (sending.status === 201) return done(said);
      if (sending.status === 429) return failed(Object.assign(new Busy(), { seconds: Number(sending.getResponseHeader("Retry-After")) || 5 }));
      failed(sending.status === 404 ? new Refused(said?.error?.message ?? "") : new TypeError(`status ${sending.status}`));
    });
    sending.addEventListener("error", () => failed(new TypeError("network")));
    signal.addEventListener("abort", () => (sending.abort(), failed(signal.reason)), { once: true });
    sending.send(blob);
  });

const deliver = async (row, signal) => {
  say(row, "sealing", 0);
  const { sealed, sha256 } = await seal(link, told.public_key, row.file, {
    signal,
    onProgress: (done) => say(row, "sealing", SEALING * done),
  });
  for (;;) {
    say(row, "sending", SEALING);
    try {
      return [await put(row, sealed, signal), sha256];
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
      say(row, "busy");
      await wait(Math.min(error.seconds, LONGEST_PAUSE), signal);
    }
  }
};

const receipt = (row, said, sha256) => {
  Object.assign(told, { files_left: said.files_left, bytes_left: said.bytes_left });
  showLeft();
  if (said.sha256 !== sha256) return settle(row, "over", "wrong");
  const digest = row.view.querySelector(".digest");
  digest.textContent = `SHA-256 ${said.sha256}`;
  digest.hidden = false;
  settle(row, "sent", "sent");
};

const explain = async (row, error) => {
  if (error.name === "AbortError") return settle(row, "failed", "stopped");
  if (error.name === "NotReadableError" || error.name === "NotFoundError") return settle(row, "failed", "unread");
  if (error instanceof Refused) return settle(row, "failed", error.message);
  // A server that refuses closes the connection before all is sent: it is asked why.
  const why = await ask().catch((reason) => reason);
  settle(row, "failed", why instanceof Refused ? why.message : "broken");
};

const fits = (row) => {
  if (told.files_left < 1) settle(row, "failed", "many");
  else if (row.file.size > told.bytes_left) settle(row, "failed", "large");
  else if (row.file.size > MOST_SEALED) settle(row, "failed", "huge");
  else return true;
  return false;
};

const pump = async () => {
  if (going) return;
  const row = rows.find((each) => each.state === "waiting");
  if (!row) return;
  if (fits(row)) {
    going = new AbortController();
    row.state = "going";
    try {
      receipt(row, ...(await deliver(row, going.signal)));
    } catch (error) {
      await explain(row, error);
    }
    going = null;
  }
  pump();
};

// The form of browsers without scripts sends a file from the disk, whatever its size.
const plainly = () => {
  at("link").value = `${location.origin}/r/${link.sidText}#${link.token}`;
  at("paste").submit();
};

const take = (files) => {
  for (const file of files) {
    const view = at("row").content.cloneNode(true).firstElementChild;
    const row = { file, view, state: "waiting" };
    view.querySelector(".label").textContent = file.name;
    view.querySelector(".size").textContent = inWords(file.size);
    view.querySelector("progress").setAttribute("aria-label", file.name);
    view.querySelector(".cancel").setAttribute("aria-label", `${view.querySelector(".cancel").textContent} ${file.name}`);
    view.querySelector(".retry").setAttribute("aria-label", `${view.querySelector(".retry").textContent} ${file.name}`);
    view.querySelector(".cancel").addEventListener("click", () => {
      if (row.state === "going") going.abort();
      else settle(row, "failed", "stopped");
    });
    view.querySelector(".plainly").addEventListener("click", plainly);
    view.querySelector(".retry").addEventListener("click", () => {
      settle(row, "waiting", "waiting");
      pump();
    });
    settle(row, "waiting", "waiting");
    rows.push(row);
    at("list").append(view);
  }
  pump();
};

// ---- the page

const begin = async (sid, said) => {
  fragment = said;
  if (!said) return show("manual");
  if (!crypto.subtle) {
    at("link").value = `${location.origin}/r/${sid}#${said}`;
    at("link").closest(".field").hidden = true;
    return show("plain", "manual");
  }
  link = await readLink(sid, said);
  if (!link) return show("cut", "manual");
  show("start");
};

const arrive = () => {
  const said = location.hash.slice(1);
  if (said) history.replaceState(null, "", location.pathname + location.search);
  if (said || !link) return begin(location.pathname.split("/")[2] ?? "", said);
};

at("open").addEventListener("click", open);
at("again").addEventListener("click", open);
at("paste").addEventListener("submit", (event) => {
  if (!crypto.subtle) return;
  event.preventDefault();
  const pasted = at("link").value.replaceAll(/\s/g, "");
  const found = pasted.match(/\/r\/([A-Za-z0-9_-]{22})\/?(?:#|%23)(.*)$/i);
  at("link").value = "";
  begin(found ? found[1] : location.pathname.split("/")[2], found ? found[2] : pasted.replace(/^#/, "") || "-");
});
document.querySelector("[data-language]")?.addEventListener("click", (event) => {
  if (!fragment) return;
  event.preventDefault();
  const there = new URL(event.currentTarget.href);
  there.hash = fragment;
  location.replace(there);
});
at("chosen").addEventListener("change", () => {
  take([...at("chosen").files]);
  at("chosen").value = "";
});
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", kind === "dragover" && !at("send").hidden);
    if (kind === "drop" && !at("send").hidden) take([...event.dataTransfer.files]);
  });
}
window.addEventListener("dragleave", () => at("drop").classList.remove("over"));
window.addEventListener("beforeunload", (event) => {
  if (going) event.preventDefault();
});
window.addEventListener("hashchange", arrive);
for (const each of document.querySelectorAll(".with-script")) each.hidden = false;
arrive();
