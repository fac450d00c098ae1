package oo.fetchsignals;

import java.util.function.Function;
import oo.contract.FetchRequested;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code request_fetch}: POST /api/signals/fetch. */
final class RequestFetchFunction implements Function<Request, Reply> {
  private final RequestFetch requestFetch;

  RequestFetchFunction(RequestFetch requestFetch) {
    this.requestFetch = requestFetch;
  }

  @Override
  public Reply apply(Request request) {
    return Reply.json(202, new FetchRequested(requestFetch.request(request.access())));
  }
}
