package oo.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

public record ChangeProfileRequest(@JsonSetter(nulls = Nulls.FAIL) MailWishes mail) {}
