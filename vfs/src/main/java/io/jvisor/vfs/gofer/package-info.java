/**
 * The host's files, through the gofer.
 *
 * <p>{@code GoferClient} is the protocol with types, over one {@code Connection} that all tasks
 * share. A {@code GoferInode} caches a file's attributes; its subclasses know names ({@code
 * DirectoryInode}), contents ({@code RegularInode}, with a {@code GoferPageCache}) and targets
 * ({@code LinkInode}). What costs the host something is bounded: {@code FidCache} (names in the
 * gofer), {@code HandleCache} (open descriptors), {@code Listings} (remembered directories).
 *
 * <p>Lock order: the directory locks of vfs; an open file's position; {@code
 * RegularInode.writeLock}; the page cache's lock; {@code GoferInode.lock} (no two at a time); then
 * the leaves: the caches' locks, and the connection's. A round trip is made with any of the former
 * held, and without the leaves'.
 */
package io.jvisor.vfs.gofer;
