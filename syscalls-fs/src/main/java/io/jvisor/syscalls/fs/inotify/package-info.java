/**
 * {@code inotify(7)}: what happens to files, as a stream of events.
 *
 * <p>Lock order: an instance's lock is a leaf, since events come in with any lock of vfs held; what
 * counts users is locked below it. Readers are woken without it.
 */
package io.jvisor.syscalls.fs.inotify;
