package oo.runtime.objects;

import java.util.Optional;
import oo.remote.StoredObject;

/** What the front serves under {@link oo.remote.ObjectLinks#PATH}. */
@FunctionalInterface
public interface Objects {

  /** The object behind a link, when the link is ours, unchanged and alive. */
  Optional<StoredObject> read(String pathAndQuery);
}
