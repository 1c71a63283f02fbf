import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// The browser of the tests knows no popovers; what they hold is rendered all the same.
HTMLElement.prototype.hidePopover ??= () => undefined;
