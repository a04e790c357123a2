// The viewer: words over the pictures when they come into sight, sizes and pages by keys. It works
// without this, except that words can only be selected with it.
const viewer = document.querySelector(".viewer");
if (viewer) {
  const leaves = [...document.querySelectorAll(".leaf")];
  const sizes = ["50", "75", "100", "150", "200"];
  const retryLimit = 15;

  const addWords = async (leaf, tries = 0) => {
    const answer = await fetch(leaf.dataset.words, { credentials: "same-origin" });
    if (answer.status === 503 && tries < retryLimit) {
      setTimeout(() => addWords(leaf, tries + 1), 2000);
    } else if (answer.ok) {
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      const words = made.querySelector("svg.words");
      if (words) leaf.querySelector(".paper").append(document.adoptNode(words));
    }
  };
  const sight = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      addWords(target).catch(() => {});
    }
  }, { rootMargin: "50%" });
  for (const leaf of leaves) {
    sight.observe(leaf);
    const picture = leaf.querySelector("img");
    const address = picture.src;
    let tries = 0;
    const again = () => {
      if (tries++ < retryLimit) setTimeout(() => (picture.src = `${address}&again=${tries}`), 2000);
    };
    picture.addEventListener("error", again);
    if (picture.complete && !picture.naturalWidth && picture.loading === "eager") again();
  }

  const show = (size) => {
    viewer.dataset.zoom = size;
    const url = new URL(location.href);
    url.searchParams.set("zoom", size);
    history.replaceState(null, "", url);
  };
  const step = (by) => {
    const fits = viewer.dataset.zoom === "fit";
    const width = (size) => (parseInt(size, 10) / 100) * 62 * parseFloat(getComputedStyle(document.documentElement).fontSize);
    let place = sizes.indexOf(viewer.dataset.zoom);
    if (fits && leaves.length) {
      const now = leaves[0].offsetWidth;
      place = by > 0 ? sizes.findIndex((size) => width(size) > now + 8) - 1 : sizes.findLastIndex((size) => width(size) < now - 8) + 1;
    }
    show(sizes[Math.min(sizes.length - 1, Math.max(0, place + by))]);
  };
  for (const [name, act] of [["out", () => step(-1)], ["in", () => step(1)], ["fit", () => show("fit")]]) {
    document.querySelector(`[data-zoom-${name}]`)?.addEventListener("click", (event) => {
      event.preventDefault();
      act();
    });
  }

  const page = (by) => {
    const top = 60;
    const now = leaves.findLastIndex((leaf) => leaf.getBoundingClientRect().top <= top);
    const next = leaves[Math.max(0, now) + by];
    if (next && (now >= 0 || by < 0)) next.scrollIntoView({ block: "start" });
    else if (now < 0 && by > 0 && leaves[0]) (leaves[1] ?? leaves[0]).scrollIntoView({ block: "start" });
    else document.querySelector(by > 0 ? "[rel=next], .step.down" : "[rel=prev], .step.up")?.click();
  };
  const keys = { j: () => page(1), k: () => page(-1), "+": () => step(1), "=": () => step(1), "-": () => step(-1), 0: () => show("fit") };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  // In a frame there is no need to go back to the document; in a window, none to leave the frame.
  document.querySelector(window.top === window ? "[data-alone]" : "[data-back]")?.setAttribute("hidden", "");
}
