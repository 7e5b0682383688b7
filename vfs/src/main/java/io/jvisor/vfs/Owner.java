package io.jvisor.vfs;

/** Who owns a file that is being made. */
public record Owner(int uid, int gid) {}
