/** The kind of data that is dragged from the palette into the picture. */
export const DRAGGED = "application/x-nexus-node";
