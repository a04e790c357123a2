// What every page has: menus that close, and "/" for the search box.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !typing(event.target)) {
    const box = document.getElementById("search-box");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
});

/** Fetch with the token that our forms carry; JSON in, JSON out. */
export async function send(url, { method = "POST", json, body, headers = {} } = {}) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const answer = await fetch(url, {
    method,
    body: json === undefined ? body : JSON.stringify(json),
    headers: {
      "X-CSRF-Token": token,
      Accept: "application/json",
      ...(json === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
  });
  const text = await answer.text();
  const said = text ? JSON.parse(text) : null;
  if (!answer.ok) throw Object.assign(new Error(said?.error?.message ?? answer.statusText), said?.error, { status: answer.status });
  return said;
}
