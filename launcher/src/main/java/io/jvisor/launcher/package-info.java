/**
 * The launcher. {@link io.jvisor.launcher.Main} is where Java starts; {@code cli} reads the command
 * line, {@code config} and {@code oci} read files, {@code boot} assembles a sandbox and runs a
 * program in it.
 *
 * <p>Every string that comes from or goes to the host, such as an argument, a path or a name in the
 * environment, has one char a byte. Text in JSON files is converted by {@code json}.
 */
package io.jvisor.launcher;
