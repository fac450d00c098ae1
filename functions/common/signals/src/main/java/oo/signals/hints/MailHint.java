package oo.signals.hints;

import java.util.UUID;
import oo.host.base.UserId;

/** A mail that may be due to be sent. */
public record MailHint(UserId user, UUID mail) {}
