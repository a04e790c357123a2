// From difference to difference with n and p; choosing a version compares at once.
const hunks = [...document.querySelectorAll(".hunk")];
document.querySelector(".keys")?.removeAttribute("hidden");
let here = -1;

const go = (by) => {
  if (!hunks.length) return;
  hunks[here]?.classList.remove("here");
  here = Math.min(hunks.length - 1, Math.max(0, here + by));
  hunks[here].classList.add("here");
  hunks[here].scrollIntoView({ block: "start" });
  hunks[here].focus({ preventScroll: true });
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) return;
  const by = { n: 1, p: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  go(by);
});
const choice = document.querySelector("[data-at-once]");
choice?.addEventListener("change", () => choice.requestSubmit());
