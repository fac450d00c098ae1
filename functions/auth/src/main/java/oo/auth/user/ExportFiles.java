package oo.auth.user;

import oo.auth.user.ExportFileStore.ExportFile;
import oo.host.base.UserId;
import oo.host.http.Refused;
import oo.host.objects.ObjectStore;
import oo.host.sql.Database;

/** Exports' objects with their rows. */
final class ExportFiles {
  private final Database database;
  private final ExportFileStore rows;
  private final ObjectStore objects;

  ExportFiles(Database database, ExportFileStore rows, ObjectStore objects) {
    this.database = database;
    this.rows = rows;
    this.objects = objects;
  }

  /**
   * Deletes the object, then its row. The row stays when the export was finished meanwhile, as its
   * object may have been written after the deletion.
   */
  void delete(UserId user, ExportFile file) {
    objects.delete(file.key());
    database.execute(db -> rows.remove(db, user, file));
  }

  static Refused running() {
    return Refused.conflict(
        "export_running", "Your data is being exported already. Try again in a minute.");
  }
}
