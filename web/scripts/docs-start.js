// Everything that would reach another host is off: the page has to work in a sealed network.
window.Scalar.createApiReference("#docs", {
  url: "/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: "",
  hideClientButton: true,
  showDeveloperTools: "never",
  defaultOpenAllTags: true,
  agent: { disabled: true },
  mcp: { disabled: true },
  customCss:
    ":root { --scalar-font: ui-sans-serif, system-ui, sans-serif; --scalar-font-code: ui-monospace, monospace; }",
});
