package oo.auth.user;

import java.util.function.Function;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code POST /api/me/export}. */
public final class ExportProfileFunction implements Function<Request, Reply> {
  private final ExportProfile exportProfile;

  public ExportProfileFunction(ExportProfile exportProfile) {
    this.exportProfile = exportProfile;
  }

  @Override
  public Reply apply(Request request) {
    return Reply.ok(exportProfile.export(request.access()));
  }
}
