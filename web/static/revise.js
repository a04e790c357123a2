// Revising: the new file goes up in pieces, and the page says what it will be called.
import { send } from "./site.js";
import { open, text } from "./tray.js";
import { Transfer } from "./transfer.js";

/** Look after the form that revises a document; `submit` of what it answers sends it. */
export async function attend(form) {
  await open();
  const id = form.dataset.revise;
  const input = form.querySelector('input[type="file"]');
  const said = form.querySelector("[data-said]");
  const step = () => form.querySelector('[name="step"]:checked')?.value ?? "major";
  let transfer = null;

  const preview = async () => {
    if (!input.files.length) return;
    const query = new URLSearchParams({ file: input.files[0].name, step: step() });
    said.textContent = text("next-name", { name: (await send(`/documents/${id}/revise/name?${query}`, { method: "GET" })).name });
  };
  const told = () => preview().catch((error) => (said.textContent = error.message));
  form.addEventListener("change", told);
  told();

  const submit = async () => {
    const button = form.querySelector("button.primary");
    button.disabled = true;
    said.classList.remove("fault");
    const file = input.files[0];
    const bar = form.querySelector("progress") ?? form.insertBefore(Object.assign(document.createElement("progress"), { className: "progress", max: 1 }), form.lastElementChild);
    try {
      if (transfer?.file !== file) transfer = new Transfer(file, { onProgress: (part) => (bar.value = part), onPause: () => (said.textContent = text("offline")) });
      const { id: upload } = await transfer.run();
      const anyway = form.querySelector('[name="anyway"]')?.checked ?? false;
      await send(`/uploads/${upload}/check-in`, { json: { name: file.name, note: form.querySelector('[name="note"]').value, document: id, major: step() !== "minor", anyway } });
      said.textContent = text("revised");
      location.assign(`/documents/${id}`);
    } catch (error) {
      bar.remove();
      button.disabled = false;
      said.textContent = error.message || text("failed");
      said.classList.add("fault");
      if (error.code === "unchanged") offerAnyway(form);
    }
  };
  return { submit };
}

/** Let the same bytes be taken, if they are meant. */
function offerAnyway(form) {
  if (form.querySelector('[name="anyway"]')) return;
  const label = document.createElement("label");
  label.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "anyway" }), ` ${text("anyway")}`);
  form.insertBefore(label, form.lastElementChild);
}
