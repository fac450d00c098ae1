package oo.server.objects;

import java.util.Optional;
import oo.fn.protocol.StoredObject;

/** What the front serves under {@link oo.fn.protocol.ObjectLinks#PATH}. */
@FunctionalInterface
public interface ObjectReader {

  /** The object behind a link, when the link is ours, unchanged and alive. */
  Optional<StoredObject> read(String pathAndQuery);
}
