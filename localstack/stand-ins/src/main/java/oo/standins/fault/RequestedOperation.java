package oo.standins.fault;

import java.util.List;
import oo.standins.http.ResponseException;
import oo.standins.http.StandInRequest;
import org.jspecify.annotations.Nullable;

/**
 * A sync command, or the grant of a token request.
 *
 * @param type such as {@code item_close} or {@code refresh_token}
 * @param uuid of a command; null for a grant
 */
public record RequestedOperation(String type, @Nullable String uuid) {

  /**
   * The grant of a token request.
   *
   * @param otherwise the grant when none is sent; empty for no operation then
   */
  public static List<RequestedOperation> grant(StandInRequest request, String otherwise) {
    try {
      String grant = request.form().get("grant_type").orElse(otherwise);
      return grant.isEmpty() ? List.of() : List.of(new RequestedOperation(grant, null));
    } catch (ResponseException malformed) {
      return List.of();
    }
  }
}
