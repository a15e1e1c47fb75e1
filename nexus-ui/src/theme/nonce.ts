/** The nonce of this page, which styles made by scripts must carry (Content-Security-Policy; see `nexus.api.sites`). */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
