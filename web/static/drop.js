// Files may be dropped anywhere: the page says so, and the tray takes them.
const tray = () => import("./tray.js");
const entries = () => import("./entries.js");
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
let over = 0;

addEventListener("dragenter", (event) => {
  if (!carriesFiles(event)) return;
  over += 1;
  document.body.classList.add("dropping");
  tray(); // what it needs is there when the files are
});
addEventListener("dragleave", (event) => {
  if (!carriesFiles(event)) return;
  over -= 1;
  if (over <= 0) settle();
});
addEventListener("dragover", (event) => {
  if (carriesFiles(event)) event.preventDefault();
});
addEventListener("drop", async (event) => {
  settle();
  if (!carriesFiles(event)) return;
  event.preventDefault();
  const revise = event.target.closest?.("form[data-revise]");
  if (revise) {
    const input = revise.querySelector('input[type="file"]');
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  // Only now, while the drop is handled, does the browser say what was dropped.
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const dropped = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const files = await (await entries()).gather(dropped);
  (await tray()).take(files);
});

function settle() {
  over = 0;
  document.body.classList.remove("dropping");
}

const form = document.querySelector("[data-upload-form]");
if (form) {
  form.querySelector("[data-without-script]").hidden = true;
  form.classList.add("scripted"); // what is chosen goes to the tray: the label is the button
  const note = form.querySelector('[name="note"]');
  note.closest(".field").hidden = true;
  const input = form.querySelector('input[type="file"]');
  const pick = async (from) => {
    const files = (await entries()).chosen(from);
    (await tray()).take(files);
    from.value = "";
  };
  input.addEventListener("change", () => pick(input));
  const folder = form.querySelector("[data-folder]");
  if ("webkitdirectory" in input) {
    folder.hidden = false;
    folder.addEventListener("click", () => {
      const whole = Object.assign(document.createElement("input"), { type: "file", webkitdirectory: true });
      whole.addEventListener("change", () => pick(whole));
      whole.click();
    });
  }
  tray().then(({ recall }) => recall());
}

const revise = document.querySelector("form[data-revise]");
if (revise) {
  let attended = null;
  const attend = () => (attended ??= import("./revise.js").then((module) => module.attend(revise)));
  revise.addEventListener("change", attend);
  revise.addEventListener("submit", async (event) => {
    event.preventDefault();
    (await attend()).submit();
  });
}
