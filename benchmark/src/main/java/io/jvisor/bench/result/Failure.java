package io.jvisor.bench.result;

import java.util.List;

/**
 * Why there is no value.
 *
 * @param runtime the name of the runtime
 * @param trial what was tried
 * @param figures what it would have yielded
 * @param reason one line
 */
public record Failure(String runtime, String trial, List<Figure> figures, String reason) {}
