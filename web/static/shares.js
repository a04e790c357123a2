// A password made here, by chance of the browser's own; letters that are easily mistaken are left out.
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP = 4;

const letter = () => {
  const room = 256 - (256 % LETTERS.length); // what lies above would favour the first letters
  const byte = new Uint8Array(1);
  do crypto.getRandomValues(byte); while (byte[0] >= room);
  return LETTERS[byte[0] % LETTERS.length];
};
const group = () => Array.from({ length: GROUP }, letter).join("");

for (const button of document.querySelectorAll("[data-suggest]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.suggest);
    field.value = Array.from({ length: GROUPS }, group).join("-");
    field.focus();
    field.select();
  });
}
