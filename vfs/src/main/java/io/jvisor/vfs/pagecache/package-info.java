/**
 * Pages of files in memory, for file systems whose files lie elsewhere.
 *
 * <p>{@link io.jvisor.vfs.pagecache.PageCache} is one file's pages and what {@code mmap(2)} maps;
 * {@link io.jvisor.vfs.pagecache.PagePool} bounds all of a file system's.
 *
 * <p>Lock order: a page cache's lock, then the pool's, then the memory file's. A thread that holds
 * one cache's lock only tries those of others. {@link
 * io.jvisor.kernel.api.file.Mappable.Mapping#invalidate} is called without any of them; memory
 * management may call in with its own locks held.
 */
package io.jvisor.vfs.pagecache;
