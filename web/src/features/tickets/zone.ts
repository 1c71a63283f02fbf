import { createContext, useContext } from "react";

/** The zone in which the page says its moments, and in which its days begin. */
export const ZoneContext = createContext("UTC");

export const useZone = () => useContext(ZoneContext);
