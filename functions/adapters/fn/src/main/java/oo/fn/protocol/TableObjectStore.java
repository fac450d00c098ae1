package oo.fn.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Optional;
import java.util.stream.IntStream;
import oo.fn.protocol.ObjectLinks.Link;
import oo.host.objects.ObjectStore;
import oo.host.sql.Database;
import oo.host.sql.Transaction;

/**
 * Objects in tables of {@code oo_runtime}, in parts: where a function outside of the server shares
 * no folder with it. When an object dies is said by the database's clock alone; a put deletes the
 * dead ones.
 */
public final class TableObjectStore implements ObjectStore {
  private static final int PART_BYTES = 256 * 1024;

  private static final String PUT =
      """
      with swept as (delete from oo_runtime.stored_object where expires_at <= oo_now())
      insert into oo_runtime.stored_object (object_key, content_type, length, expires_at)
      values (:key, :type, :length, oo_now() + :life_ms * interval '1 millisecond')
      returning extract(epoch from expires_at)::bigint as expires
      """;
  private static final String READ =
      """
      select length from oo_runtime.stored_object
       where object_key = :key and content_type = :type and expires_at > oo_now()
      """;

  private final Database database;
  private final ObjectLinks links;

  public TableObjectStore(Database database, ObjectLinks links) {
    this.database = database;
    this.links = links;
  }

  @Override
  public URI put(String key, String contentType, Content content, Duration life) {
    // Refused before anything is stored.
    var checked = new Link(key, contentType, 0);
    long expires =
        database.transaction(tx -> {
          long at =
              tx.sql(PUT)
                  .param("key", checked.key())
                  .param("type", contentType)
                  .param("length", content.length())
                  .param("life_ms", life.toMillis())
                  .query(Long.class)
                  .single();
          putParts(tx, key, content);
          return at;
        });
    return links.of(new Link(key, contentType, expires));
  }

  private static void putParts(Transaction tx, String key, Content content) {
    try (InputStream in = content.open()) {
      int part = 0;
      for (byte[] some = in.readNBytes(PART_BYTES);
          some.length > 0;
          some = in.readNBytes(PART_BYTES)) {
        tx.sql("insert into oo_runtime.stored_part (object_key, part, content) values (?, ?, ?)")
            .params(key, part++, some)
            .update();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void delete(String key) {
    database.execute(db ->
        db.sql("delete from oo_runtime.stored_object where object_key = ?").param(key).update());
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
                        .query(Long.class)
                        .optional())
                .map(length ->
                    new StoredObject(
                        link.fileName(), link.contentType(), new Parts(link.key(), length))));
  }

  /** Reads one part at a time; reading fails when the object is deleted meanwhile. */
  private final class Parts implements Content {
    private final String key;
    private final long length;

    Parts(String key, long length) {
      this.key = key;
      this.length = length;
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public InputStream open() {
      int parts = Math.toIntExact((length + PART_BYTES - 1) / PART_BYTES);
      var numbers = IntStream.range(0, parts).iterator();
      return new SequenceInputStream(
          new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
              return numbers.hasNext();
            }

            @Override
            public InputStream nextElement() {
              return new ByteArrayInputStream(part(numbers.nextInt()));
            }
          });
    }

    private byte[] part(int number) {
      return database.statement(db ->
          db.sql("select content from oo_runtime.stored_part where object_key = ? and part = ?")
              .params(key, number)
              .query((row, i) -> row.getBytes("content"))
              .single());
    }
  }
}
