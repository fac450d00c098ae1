package oo.runtime;

import oo.host.http.Reply;
import oo.host.http.Request;

/** Calls a function of the host by name. */
@FunctionalInterface
public interface Calls {
  Reply handle(String function, Request request);
}
