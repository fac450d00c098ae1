/**
 * HTTP as a function sees it: requests, replies, cookies and refusals. A server, or a cloud's event
 * format, does not belong here.
 */
@NullMarked
package oo.host.http;

import org.jspecify.annotations.NullMarked;
