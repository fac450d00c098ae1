package oo.fn.protocol;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import oo.fn.protocol.ObjectLinks.Link;
import oo.host.objects.ObjectStore;
import oo.host.sql.Database;

/**
 * Objects in the table {@code oo_runtime.object}: where a function outside of the server shares no
 * folder with it. When an object dies is said by the database's clock alone; a put deletes the dead
 * ones.
 */
public final class TableObjectStore implements ObjectStore {
  private static final String PUT =
      """
      with swept as (delete from oo_runtime.object where expires_at <= oo_now())
      insert into oo_runtime.object (object_key, content_type, content, expires_at)
      values (:key, :type, :content, oo_now() + :life_ms * interval '1 millisecond')
      returning extract(epoch from expires_at)::bigint as expires
      """;
  private static final String READ =
      """
      select content from oo_runtime.object
       where object_key = :key and content_type = :type and expires_at > oo_now()
      """;

  private final Database database;
  private final ObjectLinks links;

  public TableObjectStore(Database database, ObjectLinks links) {
    this.database = database;
    this.links = links;
  }

  @Override
  public URI put(String key, String contentType, byte[] content, Duration life) {
    // Refused before anything is stored.
    var checked = new Link(key, contentType, 0);
    long expires =
        database.statement(db ->
            db.sql(PUT)
                .param("key", checked.key())
                .param("type", contentType)
                .param("content", content)
                .param("life_ms", life.toMillis())
                .query(Long.class)
                .single());
    return links.of(new Link(key, contentType, expires));
  }

  /** The object behind a link, when the link is ours, unchanged and alive. */
  public Optional<StoredObject> read(String pathAndQuery) {
    return links
        .read(pathAndQuery)
        .flatMap(link ->
            database
                .statement(db ->
                    db.sql(READ)
                        .param("key", link.key())
                        .param("type", link.contentType())
                        .query((row, i) -> row.getBytes("content"))
                        .optional())
                .map(content -> new StoredObject(link.fileName(), link.contentType(), content)));
  }
}
