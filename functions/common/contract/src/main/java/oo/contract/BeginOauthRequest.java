package oo.contract;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code connectionId}: the connection to renew; the provider's account must then be the same. */
public record BeginOauthRequest(@Nullable UUID connectionId) {}
