import createClient from "openapi-fetch";

/** @type {import("./index.js").client} */
export function client(site, cookie) {
  return createClient({
    baseUrl: site,
    redirect: "manual",
    headers: {"X-OO": "1", Origin: site, ...(cookie === undefined ? {} : {Cookie: cookie})},
  });
}
