// The naming form: what is chosen is sent as parts, and comes back as a name and where it goes.
import { send } from "./site.js";

const PAUSE = 200;

/** Keep the preview of a naming form current; `told` hears every judgement. */
export function watch(root, told = () => {}) {
  const scheme = root.querySelector('[name="scheme"]');
  let timer = 0;
  let asked = 0;
  const judge = async () => {
    const mine = ++asked;
    const { files } = await send("/names/check", { json: { files: [{ parts: partsOf(root) }] } });
    if (mine !== asked) return;
    show(root, files[0]);
    told(files[0]);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => judge().catch(() => {}), PAUSE);
  };
  root.addEventListener("input", (event) => {
    if (event.target === scheme) choose(root, scheme.value);
    soon();
  });
  root.querySelector("[data-next]")?.addEventListener("click", (event) => {
    const version = event.currentTarget.dataset.version;
    for (const input of root.querySelectorAll('[name="version"]')) if (!input.matches(":disabled")) input.value = version;
    soon();
  });
  return judge();
}

/** The parts as they stand in the form, those of other schemes left out. */
export function partsOf(root) {
  const parts = {};
  for (const input of root.querySelectorAll("[name]")) {
    if (!input.matches(":disabled")) parts[input.name] = input.value;
  }
  return parts;
}

function choose(root, id) {
  const before = partsOf(root);
  for (const each of root.querySelectorAll("[data-scheme]")) {
    each.hidden = each.disabled = each.dataset.scheme !== id;
    for (const input of each.disabled ? [] : each.querySelectorAll("[name]")) {
      if (!input.value && before[input.name] && input.tagName === "INPUT") input.value = before[input.name];
    }
  }
}

function show(root, judged) {
  root.querySelector("[data-name]").textContent = judged.name;
  root.querySelector("[data-place]").textContent = judged.place ? `${judged.place}/` : "";
  const said = judged.state === "conflict" ? `${judged.document.name} → ${judged.suggestion}` : judged.problems.map((each) => each.message).join(" ") || judged.why;
  root.querySelector("[data-problem]").textContent = said;
  for (const fault of root.querySelectorAll(".field .fault")) fault.remove();
  const next = root.querySelector("[data-next]");
  next.hidden = judged.state !== "conflict";
  next.dataset.version = judged.suggestion?.match(/V\d+(\.\d+)?/g)?.at(-1) ?? "";
}

for (const form of document.querySelectorAll("[data-naming-form]")) {
  for (const each of form.querySelectorAll("[data-without-script]")) each.hidden = true;
  const root = form.querySelector("[data-naming]");
  if (root.querySelector("[data-preview]")) watch(root).catch(() => {});
}
