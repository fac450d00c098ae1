package oo.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

/** Which mails the person wants; each is one kind of mail. */
public record MailWishes(
    @JsonSetter(nulls = Nulls.FAIL) Boolean reconnect,
    @JsonSetter(nulls = Nulls.FAIL) Boolean sessionReuse) {}
