/**
 * The line discipline of terminals, {@code N_TTY}: what happens between the bytes on a line and the
 * bytes that programs read and write ({@code termios(3)}).
 *
 * <ul>
 *   <li>{@link io.jvisor.vfs.tty.LineDiscipline} is the face, for what drives a {@link
 *       io.jvisor.vfs.tty.Line};
 *   <li>{@link io.jvisor.vfs.tty.Modes} are the settings, {@link io.jvisor.vfs.tty.ModesFormat}
 *       their structures;
 *   <li>{@code InputQueue} holds what was typed, {@code Eraser} takes it back, {@code OutputEditor}
 *       and {@code Echo} say what is shown of it.
 * </ul>
 *
 * <p>Nothing here locks: the driver's lock guards all of it. Nothing waits, wakes or sends signals
 * either; the {@link io.jvisor.vfs.tty.Line} is told, and does so once its lock is free.
 */
package io.jvisor.vfs.tty;
