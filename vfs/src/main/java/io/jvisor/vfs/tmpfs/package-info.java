/**
 * Files in memory: {@code tmpfs(5)}, and the files of {@code memfd_create(2)}.
 *
 * <p>Bytes live in frames of the memory file and are counted against {@code size=}; names, inodes,
 * extended attributes and page tables live in the heap and are counted against {@link
 * io.jvisor.vfs.tmpfs.HeapBudget}. Either limit is {@code ENOSPC}.
 *
 * <p>Lock order: {@code TmpFile}'s position, then {@code TmpRegular}'s contents lock (the order of
 * reads, writes and truncations; held while guest memory is copied), then {@code TmpInode}'s lock
 * or that of {@code PagedObject} (the page table; a leaf that page faults take, so that a fault on
 * a buffer that maps the same file cannot dead-lock).
 */
package io.jvisor.vfs.tmpfs;
