// Whether this browser keeps the cookies of a session, and the words when it does not.

/**
 * Whether this browser keeps Secure cookies at this address. Safari keeps none on http://localhost, and no browser
 * does on http elsewhere. Tries it with a cookie, which it deletes.
 */
export function keepsSecureCookies() {
  // biome-ignore-start lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, and recent in Safari
  try {
    const name = "__Host-oo-probe";
    document.cookie = `${name}=1; Secure; SameSite=Strict; Path=/`;
    const kept = document.cookie.includes(name);
    document.cookie = `${name}=; Secure; SameSite=Strict; Path=/; Max-Age=0`;
    return kept;
  } catch {
    return false;
  }
  // biome-ignore-end lint/suspicious/noDocumentCookie: see above
}

/** Why this browser kept no cookie, and what to do. */
export function cookieWords() {
  return location.protocol === "http:" && !keepsSecureCookies()
    ? {
        title: "This browser does not keep a sign-in here.",
        text: "Safari drops secure cookies at an http address, even on localhost. Open this page in Chrome or Firefox, or serve it over https.",
      }
    : {
        title: "Google let you in, but this browser did not keep the sign-in.",
        text: "Allow cookies for this site and sign in again. Safari keeps none on http://localhost: there, use Chrome or Firefox, or https.",
      };
}
