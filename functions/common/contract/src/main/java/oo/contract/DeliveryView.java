package oo.contract;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tap on its way to the source.
 *
 * @param decisionId the tip's id
 * @param title the task's title
 * @param next with {@code delivered}, the day on which a recurring task is due next, in the page's
 *     zone
 */
public record DeliveryView(
    UUID decisionId, String title, TapReply.Delivery delivery, @Nullable LocalDate next) {}
