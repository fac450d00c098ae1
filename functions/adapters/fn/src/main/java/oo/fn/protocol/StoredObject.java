package oo.fn.protocol;

/** An object as it was put. */
public record StoredObject(String fileName, String contentType, byte[] content) {}
