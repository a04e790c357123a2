// Follows long work and goes to what it came to.
const box = document.querySelector("[data-job]");
const bar = box.querySelector("progress");
const done = box.querySelector("output");
const events = new EventSource(`/jobs/${box.dataset.job}/events`);
events.onmessage = ({ data }) => {
  const state = JSON.parse(data);
  if (state.percent !== null) bar.value = state.percent;
  done.textContent = state.done;
  if (state.ended) {
    events.close();
    location.reload();
  }
};
