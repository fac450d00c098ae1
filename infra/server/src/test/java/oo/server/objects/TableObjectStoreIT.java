package oo.server.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import oo.fn.protocol.ServerTables;
import oo.fn.protocol.StoredObject;
import oo.fn.protocol.TableObjectStore;
import oo.host.objects.ObjectStore;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TableObjectStoreIT extends ObjectStoreContract {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = new Database(test.dataSource());
  private final TableObjectStore store;

  TableObjectStoreIT() {
    ServerTables.create(database, "");
    store = new TableObjectStore(database, LINKS);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  Optional<StoredObject> read(String link) {
    return store.read(link);
  }

  @Override
  long kept() {
    return count("stored_object");
  }

  private long count(String table) {
    return database.statement(
        db -> db.sql("select count(*) from oo_runtime." + table).query(Long.class).single());
  }

  @Test
  void theNextPutDeletesADeadObjectWithItsParts() {
    String dead = put("dead", random(600_000));
    test.advance(Duration.ofMinutes(15));
    assertThat(read(dead)).isEmpty();

    put("next", random(10));

    assertThat(kept()).isEqualTo(1);
    assertThat(count("stored_part")).isEqualTo(1);
  }
}
