// Choosing many, and more rows without leaving the page.
const form = document.querySelector("[data-select]");
if (form) {
  const all = form.querySelector("[data-all]");
  const count = form.querySelector("[data-count]");
  const hint = count.textContent;
  const boxes = () => [...form.querySelectorAll('input[name="document"]')];
  const tell = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    count.textContent = chosen ? `${chosen} / ${boxes().length}` : hint;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  let last = null;
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  form.addEventListener("click", (event) => {
    if (event.target.name !== "document") return;
    if (event.shiftKey && last) {
      const list = boxes();
      const [from, to] = [list.indexOf(last), list.indexOf(event.target)].sort((a, b) => a - b);
      for (const box of list.slice(from, to + 1)) box.checked = event.target.checked;
    }
    last = event.target;
    tell();
  });

  form.addEventListener("click", async (event) => {
    const more = event.target.closest("[data-more]");
    if (!more) return;
    event.preventDefault();
    more.setAttribute("aria-disabled", "true");
    const answer = await fetch(more.href);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const rows = form.querySelector("[data-rows]");
    const first = rows.children.length;
    rows.append(...next.querySelectorAll("[data-rows] > tr"));
    const further = next.querySelector("[data-more]");
    if (further) more.replaceWith(further);
    else more.closest(".more").remove();
    rows.children[first]?.querySelector("a")?.focus();
    tell();
  });
}
