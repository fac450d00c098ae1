package oo.maintenance.purge;

import java.util.List;

/** Rows that expire by one of their columns, independently of other tables. */
record ExpiredRows(String name, String sql) implements PurgeRule {

  /**
   * Ended rows are kept for some time, so that a late page learns why; a delivery as long as an
   * open page may tap or undo again.
   */
  static final List<PurgeRule> RULES =
      List.of(
          new ExpiredRows(
              "sign_in_attempts",
              """
              delete from sign_in_attempt where attempt_id in (
                select attempt_id from sign_in_attempt where expires_at <= oo_now() - interval '1 day'
                limit ? for update skip locked)
              """),
          new ExpiredRows(
              "oauth_attempts",
              """
              delete from oauth_attempt where (user_id, attempt_id) in (
                select user_id, attempt_id from oauth_attempt where expires_at <= oo_now() - interval '1 day'
                limit ? for update skip locked)
              """),
          new ExpiredRows(
              "sessions",
              """
              delete from session where (user_id, session_id) in (
                select user_id, session_id from session
                where least(ended_at, expires_at) <= oo_now() - interval '7 days'
                limit ? for update skip locked)
              """),
          new ExpiredRows(
              "notices",
              """
              delete from notice where (user_id, notice_id) in (
                select user_id, notice_id from notice where seen_at <= oo_now() - interval '1 day'
                limit ? for update skip locked)
              """),
          // Its object is gone: a store deletes it when its link is dead.
          new ExpiredRows(
              "export_files",
              """
              delete from export_file where user_id in (
                select user_id from export_file where until <= oo_now() - interval '2 days'
                limit ? for update skip locked)
              """),
          new ExpiredRows(
              "deliveries",
              """
              delete from delivery where (user_id, decision_id, action) in (
                select user_id, decision_id, action from delivery
                where settled_at <= oo_now() - interval '30 days'
                  and state in ('delivered', 'refused', 'cancelled')
                limit ? for update skip locked)
              """),
          // A link in one that was sent works for as long.
          new ExpiredRows(
              "mails",
              """
              delete from mail where (user_id, mail_id) in (
                select user_id, mail_id from mail where settled_at <= oo_now() - interval '180 days'
                limit ? for update skip locked)
              """),
          // With their inputs and feedback. A tap that is on its way keeps even an old one.
          new ExpiredRows(
              "decisions",
              """
              delete from decision where (user_id, decision_id) in (
                select d.user_id, d.decision_id from decision d
                where d.made_at <= oo_now() - interval '400 days'
                  and not exists (
                    select 1 from delivery p
                    where p.user_id = d.user_id and p.decision_id = d.decision_id
                      and p.state in ('waiting', 'sending'))
                limit ? for update of d skip locked)
              """));

  /** Events that waited for a broker when it was taken out of the settings. */
  static final PurgeRule UNPUBLISHED =
      new ExpiredRows(
          "unpublished",
          """
          delete from event_outbox where (user_id, seq) in (
            select user_id, seq from event_outbox where at <= oo_now() - interval '7 days'
            limit ? for update skip locked)
          """);

  @Override
  public int purge(Batches batches) {
    return batches.untilDone(tx -> tx.sql(sql).param(batches.rows()).update());
  }
}
