// The lasting address to the clipboard; and whoever restores is asked once.
for (const link of document.querySelectorAll("[data-copy]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    await navigator.clipboard.writeText(link.href);
    const label = link.querySelector("span");
    const before = label.textContent;
    label.textContent = document.querySelector("[data-copied]").content.textContent;
    setTimeout(() => (label.textContent = before), 2000);
  });
}
for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}
