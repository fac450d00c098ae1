package oo.fn.protocol;

import oo.host.objects.ObjectStore.Content;

/** An object as it was put. */
public record StoredObject(String fileName, String contentType, Content content) {}
