/**
 * The process file system: {@code proc(5)}. What it shows of processes it asks a {@link
 * io.jvisor.vfs.proc.ProcessList} for, which the kernel offers as a service; without one there are
 * no process directories.
 *
 * <p>The views ({@link io.jvisor.vfs.proc.ProcessView} and its companions) may be called on any
 * thread, without locks of this module held, for processes that are exiting: each method then
 * answers with its empty value rather than fail.
 */
package io.jvisor.vfs.proc;
