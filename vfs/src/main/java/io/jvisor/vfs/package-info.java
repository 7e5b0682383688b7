/**
 * The virtual file system: what a system call does with a path or a file, whatever file system the
 * file is of.
 *
 * <ul>
 *   <li>{@link io.jvisor.vfs.Vfs} is the face for system calls; {@code PathWalker}, {@code
 *       Opening}, {@code Naming}, {@code Renaming} and {@code Attributes} do its work;
 *   <li>{@link io.jvisor.vfs.FileSystemType}, {@link io.jvisor.vfs.FileSystem}, {@link
 *       io.jvisor.vfs.Inode} and {@link io.jvisor.vfs.OpenFile} are what a new file system
 *       implements; {@link io.jvisor.vfs.MemoryInode} is for files whose attributes are in memory
 *       only;
 *   <li>{@link io.jvisor.vfs.FileEvents} tells each {@link io.jvisor.vfs.InodeWatch} what happens;
 *   <li>{@link io.jvisor.vfs.Dentry}, {@link io.jvisor.vfs.Mount} and {@link
 *       io.jvisor.vfs.MountNamespace} are the tree.
 * </ul>
 *
 * <p>Lock order, outermost first:
 *
 * <ol>
 *   <li>the mount lock, one for all {@link io.jvisor.vfs.MountNamespace}s of a kernel;
 *   <li>a file system's rename lock, when a name moves between directories;
 *   <li>directories' locks: an upper directory before a lower one; two that are not above each
 *       other only under the rename lock, in any order; a directory that is removed or replaced
 *       after its parent;
 *   <li>locks of the file system's own (an inode's, a table's);
 *   <li>{@code DentryCache}'s lock; locks of {@link io.jvisor.vfs.FileLocks}, then the graph of
 *       waiting owners;
 *   <li>wait queues, which are leaves.
 * </ol>
 *
 * <p>Path walks take none of them while names are cached. Nothing here waits for another task with
 * a lock held, except for a file system's server to answer a request about a directory.
 */
package io.jvisor.vfs;
