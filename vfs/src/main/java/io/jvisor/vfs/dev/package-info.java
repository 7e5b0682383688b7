/**
 * Device files: {@code devtmpfs}, and the character devices that open them.
 *
 * <p>A module adds a device by providing a {@link io.jvisor.vfs.dev.CharacterDevice}.
 */
package io.jvisor.vfs.dev;
