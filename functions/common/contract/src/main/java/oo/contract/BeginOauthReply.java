package oo.contract;

public record BeginOauthReply(String redirectUrl) {}
