// Where a share link arrives. The secret is taken out of the address bar at once and kept in memory
// only; nothing is asked of the server before the click.
import { Damaged, derive, readLink, toText, unlock } from "./shared_keys.js";
import { rowFor } from "./shared_download.js";

const at = (id) => document.getElementById(id);
const parts = ["start", "ask", "busy", "refused", "cut", "plain", "files", "manual"];
const pastePassword = document.querySelector("[data-paste-password]");
let link = null;
let fragment = "";
let again = () => {};
let moved = false; // by the visitor: before that the page takes no focus

const show = (...names) => {
  for (const part of parts) at(part).hidden = !names.includes(part);
  if (!moved) return;
  const part = at(names[0]);
  part.querySelector("h1")?.setAttribute("tabindex", "-1");
  (part.querySelector("input") ?? part.querySelector("h1"))?.focus({ preventScroll: true });
};
const busy = (what, done = null) => {
  if (at("busy").hidden) show("busy");
  if (at("busy-said").textContent !== at("busy-said").dataset[what]) at("busy-said").textContent = at("busy-said").dataset[what];
  if (done === null) at("busy-bar").removeAttribute("value");
  else at("busy-bar").value = done;
};
const refuse = (message, retry = null) => {
  at("refused-said").textContent = message;
  again = retry;
  at("again").hidden = !retry;
  show("refused");
};

class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.passes = status === 429 || status >= 500;
  }
}

const call = async (what, content) => {
  const answer = await fetch(`/s/${link.sidText}/${what}${location.search}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(content),
    cache: "no-store",
  });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.error?.message ?? String(answer.status), answer.status);
  return said;
};

const rootOf = (password, salt) =>
  new Promise((done, failed) => {
    const worker = new Worker(new URL("./shared_password.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      if (!data.root) return busy("key", data.done);
      worker.terminate();
      done(data.root);
    });
    worker.addEventListener("error", failed);
    worker.postMessage({ password, salt });
  });

const look = async (auth, password) => {
  busy("pages");
  const linkKey = toText(await derive(link.secret, link.sid, "link-key"));
  await call("view", { auth, link_key: linkKey, ...(password && { password }) });
  link = null;
  location.replace(`${location.pathname.split("/").slice(0, 3).join("/")}/read${location.search}`);
};

const moment = (said) => {
  const when = new Date(said);
  const two = (number) => String(number).padStart(2, "0");
  const day = [when.getFullYear(), two(when.getMonth() + 1), two(when.getDate())].join("-");
  return `${day} ${two(when.getHours())}:${two(when.getMinutes())}`;
};

const download = async (auth, password, expires) => {
  busy("opening");
  const answer = await call("open", { auth, ...(password && { password }) });
  const salt = answer.password_salt && Uint8Array.from(atob(answer.password_salt.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const root = salt ? await rootOf(password, salt) : null;
  const told = await unlock(link, answer, root);
  const session = { link, ticket: answer.ticket, cek: told.cek, base: `/s/${link.sidText}` };
  at("files-title").textContent = at("files-title").dataset[told.files.length === 1 ? "one" : "many"];
  at("files-from").querySelector("strong").textContent = told.from;
  const until = at("files-from").querySelector("time");
  until.dateTime = expires;
  until.textContent = moment(expires);
  at("files-note").textContent = told.note;
  at("files-note").hidden = !told.note;
  at("files-list").replaceChildren(...told.files.map((file) => rowFor(session, file)));
  show("files");
};

const attempt = async (act, retry) => {
  try {
    await act();
  } catch (error) {
    const said = at("refused-said").dataset;
    if (error instanceof Refused) refuse(error.message, error.passes ? retry : null);
    else refuse(error instanceof Damaged ? said.damaged : said.network, retry);
  }
};

const open = () =>
  attempt(async () => {
    moved = true;
    document.querySelector("[data-language]")?.setAttribute("hidden", "");
    busy("asking");
    const auth = toText(await derive(link.secret, link.sid, "auth"));
    const known = await call("about", { auth });
    const go = known.mode === "view" ? look : download;
    if (!known.password) return go(auth, "", known.expires);
    at("ask-form").onsubmit = async (event) => {
      event.preventDefault();
      const password = at("password").value;
      try {
        await go(auth, password, known.expires);
      } catch (error) {
        if (!(error instanceof Refused)) return attempt(() => { throw error; }, open);
        at("ask-fault").textContent = error.message;
        at("ask-fault").hidden = false;
        show("ask");
        at("password").select();
      }
    };
    show("ask");
  }, open);

const begin = async (sid, said) => {
  fragment = said;
  if (!said) return show("manual");
  if (!crypto.subtle) {
    at("link").value = `${location.origin}/s/${sid}#${said}`;
    at("link").closest(".field").hidden = true;
    return show("plain", "manual");
  }
  link = await readLink(sid, said);
  if (!link) return show("cut", "manual");
  show("start");
};

const arrive = () => {
  moved = false;
  const sid = location.pathname.split("/")[2] ?? "";
  const said = location.hash.slice(1);
  if (said) history.replaceState(null, "", location.pathname + location.search);
  return begin(sid, said);
};

at("open").addEventListener("click", open);
at("again").addEventListener("click", () => again());
at("paste").addEventListener("submit", (event) => {
  if (!crypto.subtle) return;
  event.preventDefault();
  moved = true;
  const pasted = at("link").value.replaceAll(/\s/g, "");
  const found = pasted.match(/\/s\/([A-Za-z0-9_-]{22})\/?(?:#|%23)(.*)$/i);
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
window.addEventListener("hashchange", arrive);
if (crypto.subtle) pastePassword.hidden = true;
for (const each of document.querySelectorAll(".with-script")) each.hidden = false;
arrive();
