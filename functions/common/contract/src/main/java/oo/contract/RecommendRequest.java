package oo.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param userId must be the session's user; may be absent
 * @param context sent by the page, untrusted, at most 4 KB as JSON
 * @param seenNotices notices that the person has dismissed, at most 50
 */
public record RecommendRequest(
    @Nullable UUID userId,
    @Nullable Map<String, Object> context,
    @JsonSetter(contentNulls = Nulls.FAIL) @Nullable List<UUID> seenNotices) {}
