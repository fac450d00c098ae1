package oo.maintenance.purge;

/** People who deleted their profile and whose connections are all revoked and purged. */
final class DeletedUsers implements PurgeRule {
  @Override
  public String name() {
    return "users";
  }

  @Override
  public int purge(Batches batches) {
    return batches.untilDone(tx ->
        tx.sql(
                """
                delete from app_user where user_id in (
                  select u.user_id from app_user u
                  where u.deleted_at is not null
                    and not exists (select 1 from connection c where c.user_id = u.user_id)
                  limit ? for update of u skip locked)
                """)
            .param(batches.rows())
            .update());
  }
}
