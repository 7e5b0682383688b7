package io.jvisor.bench.section;

import java.util.List;

/**
 * Trials that belong together.
 *
 * @param name what it is called on the command line
 * @param title what a reader sees
 * @param trials in the order in which they are run
 */
public record Section(String name, String title, List<Trial> trials) {}
