package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.OpenFile;
import java.util.List;

/**
 * What {@code execve(2)} asks for.
 *
 * @param task who asks, for reading files; its own address space is not touched
 * @param file the program, opened for execution; the caller keeps its reference
 * @param path the name as the caller gave it, for {@code AT_EXECFN} and {@code #!} lines
 * @param arguments {@code argv}, one char a byte
 * @param environment {@code envp}, one char a byte
 * @param credentials what the program will run with
 * @param secure {@code AT_SECURE}
 * @param stackLimit {@code RLIMIT_STACK}, or -1 for none
 */
public record ExecRequest(
    KernelTask task,
    OpenFile file,
    String path,
    List<String> arguments,
    List<String> environment,
    Credentials credentials,
    boolean secure,
    long stackLimit) {}
