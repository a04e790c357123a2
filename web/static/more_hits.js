// The next page of hits under this one, and the help beside the results; links do both without this.
const hits = document.querySelector("[data-hits]");

function ready(root) {
  const more = root.querySelector("[data-more]");
  if (more) more.querySelector("span").textContent = more.dataset.label;
}

async function show(link) {
  link.setAttribute("aria-disabled", "true");
  const answer = await fetch(link.href);
  if (!answer.ok) return location.assign(link.href);
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-hits]");
  const added = next?.querySelectorAll(".hit") ?? [];
  hits.querySelector(".hits").append(...added);
  hits.querySelector(".paging").remove();
  const paging = next?.querySelector(".paging");
  paging?.querySelector("a:not([data-more])")?.remove(); // the first page is above
  if (paging?.childElementCount) hits.append(paging);
  ready(hits);
  added[0]?.querySelector("a").focus();
}

if (hits) {
  ready(hits);
  hits.addEventListener("click", (event) => {
    const link = event.target.closest("[data-more]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.getAttribute("aria-disabled") !== "true") show(link).catch(() => location.assign(link.href));
  });
}

for (const link of document.querySelectorAll("[data-help]")) {
  const help = document.getElementById(link.dataset.help);
  if (!help?.togglePopover) continue;
  link.setAttribute("aria-controls", help.id);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    help.togglePopover();
  });
}
