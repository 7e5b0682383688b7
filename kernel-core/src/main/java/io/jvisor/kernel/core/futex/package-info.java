/**
 * Futexes: {@code futex(2)}, {@code futex(7)}, and the lists of robust ones.
 *
 * <p>A bucket's lock comes before the locks of memory management, which never call back; with two
 * buckets, the one with the lower index is first. Pages are brought in before a bucket is locked.
 */
package io.jvisor.kernel.core.futex;
