// Shows runs as they go on; without this the page is read again by its own link.
const live = document.getElementById("live");
if (live && window.EventSource) {
  let shown = "";
  new EventSource(live.dataset.events).onmessage = (told) => {
    // what somebody is about to press is not taken away
    if (told.data === shown || live.contains(document.activeElement)) return;
    shown = told.data;
    live.innerHTML = told.data;
  };
}
