import type {Client} from "openapi-fetch";
import type {paths} from "./schema.js";

export type * from "./schema.js";

/**
 * A client of oO's API at `site`, its origin. Every call answers `{data}` or `{error}`, typed by its
 * path. Redirects are handed back: those of a sign-in or a consent are meant for a browser.
 *
 * A browser sends its cookies and `Origin` by itself. Elsewhere `cookie` says whose session it is.
 */
export function client(site: string, cookie?: string): Client<paths>;
