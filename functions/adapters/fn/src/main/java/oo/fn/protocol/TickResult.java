package oo.fn.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule's or a deployment's function outside of the server answers, as JSON.
 *
 * @param problem what the operator must do before a retry can succeed; else absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TickResult(boolean ok, @Nullable String problem) {}
