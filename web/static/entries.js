// What was dropped or chosen: files, each with the folders it lay in.
const LITTER = /^(\.|~\$)|^(thumbs\.db|desktop\.ini)$/i;
const MOST = 2000;

/** The files of an `<input type="file">`, also of one that takes a folder. */
export function chosen(input) {
  return [...input.files].map((file) => ({ file, folders: (file.webkitRelativePath || "").split("/").slice(0, -1) })).filter(wanted);
}

/** The files of a drop, folders opened. */
export async function gather(entries) {
  const found = [];
  for (const entry of entries) if (entry) await open(entry, [], found);
  return found.filter(wanted);
}

async function open(entry, folders, found) {
  if (found.length >= MOST) return;
  if (entry instanceof File) found.push({ file: entry, folders });
  else if (entry.isFile) found.push({ file: await new Promise((done, failed) => entry.file(done, failed)), folders });
  else for (const child of await children(entry)) await open(child, [...folders, entry.name], found);
}

async function children(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return all;
    all.push(...some);
  }
}

function wanted({ file }) {
  return !LITTER.test(file.name);
}
