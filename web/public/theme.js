// Runs before the first paint, from its own file because the CSP allows no inline script.
(() => {
  var choice = null;
  try {
    choice = localStorage.getItem("watchroom.theme");
  } catch (_) {}
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
