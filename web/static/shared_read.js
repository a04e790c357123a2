// The viewer for partners: keys, sizes, the page one is at. It works without this.
const viewer = document.querySelector(".viewer");
const leaves = [...document.querySelectorAll(".leaf")];
const sizes = ["50", "75", "100", "150", "200"];
const RETRIES = 15;
const SHARP_FROM = 1300; // wider than this a page is asked for at twice its width
const box = document.querySelector(".goto input[name=at]");
const numbers = new Map([...document.querySelectorAll(".page-numbers a")].map((each) => [each.hash.slice(2), each]));

const sharpen = (leaf) => {
  const picture = leaf.querySelector("img");
  const address = new URL(picture.src);
  const wanted = picture.clientWidth * devicePixelRatio > SHARP_FROM ? "2" : "1";
  if ((address.searchParams.get("zoom") ?? "1") >= wanted) return;
  address.searchParams.set("zoom", wanted);
  const sharper = new Image();
  sharper.addEventListener("load", () => (picture.src = sharper.src));
  sharper.src = address;
};

const sight = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) if (isIntersecting) sharpen(target);
});
for (const leaf of leaves) {
  sight.observe(leaf);
  const picture = leaf.querySelector("img");
  const address = picture.src;
  let tries = 0;
  const again = () => {
    if (tries++ < RETRIES) setTimeout(() => (picture.src = `${address}${address.includes("?") ? "&" : "?"}again=${tries}`), 2000);
  };
  picture.addEventListener("error", again);
  picture.addEventListener("contextmenu", (event) => event.preventDefault());
  if (picture.complete && !picture.naturalWidth && picture.loading === "eager") again();
}

const top = () => document.querySelector(".bar")?.getBoundingClientRect().bottom + 24;
const now = () => Math.max(0, leaves.findLastIndex((leaf) => leaf.getBoundingClientRect().top <= top()));
const go = (place) => leaves[Math.min(leaves.length - 1, Math.max(0, place))]?.scrollIntoView({ block: "start" });

let marked = null;
const mark = () => {
  const number = leaves[now()]?.dataset.number;
  if (!number || number === marked) return;
  numbers.get(marked)?.removeAttribute("aria-current");
  numbers.get(number)?.setAttribute("aria-current", "page");
  marked = number;
  if (box && document.activeElement !== box) box.value = number;
};
addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
mark();

const show = (size) => {
  const place = now();
  viewer.dataset.zoom = size;
  const url = new URL(location.href);
  url.searchParams.set("zoom", size);
  history.replaceState(null, "", url);
  go(place);
  for (const leaf of leaves) {
    const { top: from, bottom: to } = leaf.getBoundingClientRect();
    if (to > 0 && from < innerHeight) sharpen(leaf);
  }
};
const step = (by) => {
  const width = (size) => (parseInt(size, 10) / 100) * 62 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  let place = sizes.indexOf(viewer.dataset.zoom);
  if (place < 0 && leaves.length) {
    const wide = leaves[0].offsetWidth;
    place = by > 0 ? sizes.findIndex((size) => width(size) > wide + 8) - 1 : sizes.findLastIndex((size) => width(size) < wide - 8) + 1;
  }
  show(sizes[Math.min(sizes.length - 1, Math.max(0, place + by))]);
};

const on = (selector, act) =>
  document.querySelector(selector)?.addEventListener("click", (event) => {
    event.preventDefault();
    act();
  });
on("[data-zoom-out]", () => step(-1));
on("[data-zoom-in]", () => step(1));
on("[data-zoom-fit]", () => show("fit"));
on("[data-before]", () => go(now() - 1));
on("[data-after]", () => go(now() + 1));
document.querySelector(".goto")?.addEventListener("submit", (event) => {
  const wanted = document.getElementById(`p${parseInt(box.value, 10)}`);
  if (!wanted) return; // in another part of the document: the server knows where
  event.preventDefault();
  wanted.scrollIntoView({ block: "start" });
});
for (const each of numbers.values()) each.addEventListener("click", () => each.closest("details").removeAttribute("open"));

const keys = {
  PageDown: () => go(now() + 1), ArrowRight: () => go(now() + 1), j: () => go(now() + 1),
  PageUp: () => go(now() - 1), ArrowLeft: () => go(now() - 1), k: () => go(now() - 1),
  Home: () => go(0), End: () => go(leaves.length - 1),
  "+": () => step(1), "=": () => step(1), "-": () => step(-1), 0: () => show("fit"),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) return;
  const act = keys[event.key];
  if (!act) return;
  if (event.key.startsWith("Arrow") && document.documentElement.scrollWidth > innerWidth) return;
  event.preventDefault();
  act();
});
