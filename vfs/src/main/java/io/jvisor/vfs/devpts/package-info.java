/**
 * Pseudo-terminals ({@code pty(7)}, {@code pts(4)}) and the file system {@code devpts} that has
 * their names.
 *
 * <ul>
 *   <li>{@link io.jvisor.vfs.devpts.DevptsFileSystemType} makes instances; {@link
 *       io.jvisor.vfs.devpts.PtmxDevice} is {@code /dev/ptmx}, which finds the instance beside it;
 *   <li>{@code Pty} is a terminal and its line, {@code MasterEnd} and {@code SlaveEnd} are the
 *       descriptions of its two sides, {@code PtyRequests} what {@code ioctl(2)} asks of them. What
 *       the terminal makes of bytes is {@link io.jvisor.vfs.tty.LineDiscipline}.
 * </ul>
 *
 * <p>Locks, in the order in which they are taken: that of a {@code Pty}, which guards its line
 * discipline too; that of a {@code DevptsFileSystem}, for the numbers. Bytes are copied to and from
 * the guest under the former, as with pipes. Neither is held while somebody is woken or signalled:
 * {@code Pty.leave} does that once it has unlocked.
 */
package io.jvisor.vfs.devpts;
