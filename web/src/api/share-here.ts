const page = /^\/share\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/;

/**
 * The share whose page this is, by the page's own address. There every call shows the share and none speaks for
 * whoever is signed in; everywhere else it is the other way round. So no caller can forget it.
 */
export function shareHere(): string | undefined {
  return page.exec(window.location.pathname)?.[1];
}
