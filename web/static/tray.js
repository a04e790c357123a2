// The tray: what is being uploaded, what is wrong with it, and one button that checks it all in.
import { send } from "./site.js";
import { partsOf, watch } from "./naming.js";
import { Stopped, Transfer } from "./transfer.js";

const AT_ONCE = 3;
const NAMES_AT_ONCE = 200;
const BADGES = { ready: "info", wrong: "bad", conflict: "warn", "not-allowed": "bad", twin: "warn", done: "good", failed: "bad", interrupted: "warn" };
const OPEN = new Set(["ready", "wrong", "conflict", "twin", "not-allowed", "failed"]);

let panel = null;
let opening = null;
const rows = [];
let going = 0;

/** Open the tray, once; on the upload page it has its place, elsewhere it floats. */
export function open() {
  opening ??= load();
  return opening;
}

/** Take files that were dropped or chosen. */
export async function take(files) {
  if (!files.length) return;
  await open();
  panel.hidden = false;
  const fresh = files.map(({ file, folders }) => begun(file, folders)).filter(Boolean);
  for (let at = 0; at < fresh.length; at += NAMES_AT_ONCE) await judge(fresh.slice(at, at + NAMES_AT_ONCE));
  pump();
  (panel.querySelector("[data-suggestion]:not([hidden])") ?? panel.querySelector("[data-check-in]")).focus({ preventScroll: true });
}

/** Show what was begun before and broke off: before a reload, on another day. */
export async function recall() {
  const { uploads } = await send("/uploads", { method: "GET" });
  const broken = uploads.filter((upload) => !upload.whole);
  if (!broken.length) return;
  await open();
  for (const upload of broken) {
    const row = added({ file: null, folders: [], known: upload, name: upload.name, size: upload.size });
    row.state = "interrupted";
    row.sent = upload.offset / (upload.size || 1);
    show(row);
  }
}

/** A text of the tray, in the visitor's language. */
export function text(key, values = {}) {
  const found = panel.querySelector("template[data-texts]").content.querySelector(`[data-t="${key}"]`).textContent;
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

async function load() {
  const answer = await fetch("/upload/tray");
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const sheet = parsed.querySelector("link");
  if (!document.querySelector(`link[href="${sheet.getAttribute("href")}"]`)) document.head.append(sheet);
  panel = document.adoptNode(parsed.querySelector("[data-tray]"));
  const place = document.querySelector("[data-tray-here]");
  panel.classList.toggle("floating", !place);
  panel.hidden = true;
  (place ?? document.body).append(panel);
  panel.querySelector("[data-check-in]").addEventListener("click", checkInAll);
  panel.querySelector("[data-take-all]").addEventListener("click", () => rows.filter((row) => row.judged?.suggestion).forEach(useSuggestion));
  panel.querySelector("[data-close]").addEventListener("click", close);
  panel.querySelector("[data-dialog-cancel]").addEventListener("click", () => panel.querySelector("[data-dialog]").close());
  addEventListener("beforeunload", (event) => {
    if (rows.some((row) => row.transfer || row.state === "working")) event.preventDefault();
  });
}

function close() {
  if (rows.some((row) => row.transfer) && !confirm(text("leave"))) return;
  for (const row of [...rows]) remove(row);
  panel.hidden = true;
}

// ---- rows

function begun(file, folders) {
  const same = (row) => row.name0 === file.name && row.size === file.size && row.state !== "done";
  const row = rows.find((row) => same(row) && row.folders.join("/") === folders.join("/") && row.file);
  if (row) return null;
  const broken = rows.find((row) => same(row) && !row.file && row.known.modified === file.lastModified);
  if (broken) {
    Object.assign(broken, { file, folders, state: "checking" });
    return broken;
  }
  return added({ file, folders, known: null, name: file.name, size: file.size });
}

function added({ file, folders, known, name, size }) {
  const element = panel.querySelector("template[data-row]").content.cloneNode(true).firstElementChild;
  const row = { file, folders, known, name, name0: name, size, element, state: "checking", judged: null, twin: null, anyway: false, wanted: false, sent: 0, transfer: null, error: "" };
  element.querySelector("[data-size]").textContent = sized(size);
  element.querySelector("[data-remove]").addEventListener("click", () => remove(row));
  element.querySelector("[data-suggestion]").addEventListener("click", () => useSuggestion(row));
  element.querySelector("[data-name-it]").addEventListener("click", () => nameIt(row));
  element.querySelector("[data-anyway]").addEventListener("click", () => {
    row.anyway = true;
    row.state = "ready";
    settle(row);
  });
  element.querySelector("[data-retry]").addEventListener("click", () => {
    row.error = "";
    row.state = "checking";
    judge([row]).then(pump);
  });
  rows.push(row);
  panel.hidden = false;
  panel.querySelector("[data-rows]").append(element);
  return row;
}

function remove(row) {
  row.removed = true;
  row.transfer?.cancel();
  if (!row.transfer && row.known && row.state !== "done") send(`/uploads/${row.known.id}`, { method: "DELETE" }).catch(() => {});
  rows.splice(rows.indexOf(row), 1);
  row.element.remove();
  count();
  if (!rows.length && panel.classList.contains("floating")) panel.hidden = true;
}

async function judge(some) {
  const files = some.map((row) => ({ name: row.name, folders: row.folders.slice(-8), modified: row.file?.lastModified ?? row.known?.modified }));
  try {
    const answer = await send("/names/check", { json: { files } });
    answer.files.forEach((judged, at) => judgedAs(some[at], judged));
  } catch (error) {
    for (const row of some) Object.assign(row, { state: "failed", error: error.message });
    some.forEach(show);
  }
}

function judgedAs(row, judged) {
  row.judged = judged;
  row.state = judged.state === "right" ? (row.twin && !row.anyway ? "twin" : "ready") : judged.state;
  show(row);
}

async function useSuggestion(row) {
  row.name = row.judged.suggestion;
  await judge([row]);
  settle(row);
}

async function nameIt(row) {
  const dialog = panel.querySelector("[data-dialog]");
  const fields = dialog.querySelector("[data-dialog-fields]");
  const query = new URLSearchParams({ name: row.name, folder: row.folders.join("/"), modified: row.file?.lastModified ?? row.known.modified });
  fields.innerHTML = await (await fetch(`/names/form?${query}`)).text(); // a page of ours, nothing of the file is HTML in it
  dialog.querySelector("[data-dialog-file]").textContent = row.name0;
  let last = null;
  const root = fields.querySelector("[data-naming]");
  if (root.querySelector("[data-preview]")) watch(root, (judged) => (last = judged)).catch(() => {});
  dialog.querySelector("[data-dialog-form]").onsubmit = async (event) => {
    event.preventDefault();
    const { files } = await send("/names/check", { json: { files: [{ parts: partsOf(root) }] } });
    last = files[0];
    if (last.state !== "right") return root.querySelector("[data-problem]").scrollIntoView({ block: "nearest" });
    dialog.close();
    row.name = last.name;
    judgedAs(row, last);
    settle(row);
  };
  dialog.showModal();
}

// ---- uploading, a few at a time

function pump() {
  for (const row of rows) {
    if (going >= AT_ONCE) return;
    if (row.file && !row.transfer && !row.known?.whole && row.state !== "failed" && row.state !== "done") upload(row);
  }
}

async function upload(row) {
  going += 1;
  const transfer = (row.transfer = new Transfer(row.file, {
    known: row.known,
    onProgress: (part) => sent(row, part),
    onPause: () => sent(row, row.sent, text("offline")),
  }));
  try {
    row.known = await transfer.run();
    row.twin = row.known.twin;
    if (row.twin && row.state === "ready" && !row.anyway) row.state = "twin";
  } catch (error) {
    if (!(error instanceof Stopped)) Object.assign(row, { state: "failed", error: error.unreadable ? text("unreadable") : error.message });
    row.known = transfer.state;
  } finally {
    row.transfer = null;
    going -= 1;
  }
  if (!row.removed) settle(row);
  pump();
}

function sent(row, part, said = "") {
  row.sent = part;
  row.element.querySelector("[data-progress]").value = part;
  if (row.state === "ready") row.element.querySelector("[data-badge]").textContent = said || text("uploaded", { percent: Math.floor(part * 100) });
}

// ---- checking in

function checkInAll() {
  for (const row of rows) {
    if (row.state === "ready") row.wanted = true;
    settle(row);
  }
}

/** Check in what is ready, wanted and whole; else show how it stands. */
async function settle(row) {
  show(row);
  if (row.state !== "ready" || !row.wanted || !row.known?.whole) return;
  row.state = "working";
  show(row);
  const asked = { name: row.name, note: panel.querySelector("[data-note]").value, anyway: row.anyway };
  try {
    row.done = await send(`/uploads/${row.known.id}/check-in`, { json: asked });
    row.state = "done";
  } catch (error) {
    row.wanted = false;
    if (error.code === "same-content") Object.assign(row, { state: "twin", twin: { id: error.id, name: error.document } });
    else if (error.code === "version-conflict" || error.code === "name-refused") await judge([row]);
    else Object.assign(row, { state: "failed", error: error.message });
    if (row.state === "ready") Object.assign(row, { state: "failed", error: error.message });
  }
  show(row);
}

// ---- showing

function show(row) {
  const find = (what) => row.element.querySelector(`[data-${what}]`);
  row.element.dataset.state = row.state;
  const name = find("name");
  if (row.done) name.replaceChildren(link(row.done.document, row.done.name));
  else name.textContent = row.name;
  const badge = find("badge");
  badge.className = `badge ${BADGES[row.state] ?? ""}`;
  badge.textContent = text(row.state);
  find("progress").value = row.sent;
  find("progress").hidden = row.state === "done";
  find("said").replaceChildren(...said(row));
  const suggestion = row.state === "wrong" || row.state === "conflict" ? row.judged.suggestion : null;
  find("suggestion").hidden = !suggestion;
  if (suggestion) find("suggestion").textContent = text("use", { name: suggestion });
  const noKind = row.judged?.problems.some((each) => each.rule === "extension-not-allowed");
  find("name-it").hidden = noKind || !["wrong", "conflict", "not-allowed"].includes(row.state);
  find("anyway").hidden = row.state !== "twin";
  find("retry").hidden = row.state !== "failed";
  find("remove").hidden = row.state === "done" || row.state === "working";
  count();
}

function said(row) {
  const { judged, twin } = row;
  if (row.error) return [line(row.error)];
  if (row.state === "interrupted") return [line(text("choose-again"))];
  const lines = [];
  if (row.state === "twin") lines.push(line(`${text("same-as")} `, link(twin.id, twin.name)));
  if (row.state === "wrong") lines.push(...judged.problems.map((each) => line(each.message)));
  if (row.state === "wrong" && judged.why) lines.push(line(judged.why));
  if (row.state === "not-allowed") lines.push(line(judged.why));
  if (row.state === "conflict") lines.push(line(text("there-is", { name: judged.document.current }), " ", judged.document.id ? link(judged.document.id, judged.document.name) : ""));
  if (row.state === "ready" && judged) lines.push(line(text("goes-to", { folder: `${judged.place}/` })));
  if (row.state === "ready" && judged?.document) lines.push(line(text("is-next", { name: judged.document.name })));
  return lines;
}

function count() {
  const done = rows.filter((row) => row.state === "done").length;
  const ready = rows.filter((row) => row.state === "ready" && !row.wanted).length;
  panel.querySelector("[data-summary]").textContent = rows.length ? text("count", { done, all: rows.length }) : "";
  panel.querySelector("[data-check-in]").disabled = !ready;
  panel.querySelector("[data-check-in-label]").textContent = text("check-in-count", { count: ready });
  panel.querySelector("[data-take-all]").hidden = rows.filter((row) => OPEN.has(row.state) && row.judged?.suggestion).length < 2;
}

function line(...parts) {
  const made = document.createElement("p");
  made.append(...parts);
  return made;
}

function link(id, name) {
  return Object.assign(document.createElement("a"), { href: `/documents/${id}`, textContent: name });
}

function sized(bytes) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let at = 0;
  for (; bytes >= 1024 && at < units.length - 1; at += 1) bytes /= 1024;
  return `${at === 0 || bytes >= 10 ? Math.round(bytes) : bytes.toFixed(1)} ${units[at]}`;
}
