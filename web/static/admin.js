// The tester of a naming scheme: what the form as it stands makes of a name, while one types.
const form = document.querySelector("form[data-tester]");
const PAUSE = 250;
let waiting = 0;
let asked = 0;

async function test() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.tester, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // A slower answer to an older question is dropped.
  if (mine !== asked) return;
  for (const id of ["tested", "scheme-problem"]) {
    const made = page.getElementById(id);
    if (made) document.getElementById(id).replaceWith(document.importNode(made, true));
  }
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(test, PAUSE);
  });
}
