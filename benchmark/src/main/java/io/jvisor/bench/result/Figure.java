package io.jvisor.bench.result;

/**
 * Something that is measured.
 *
 * @param section the name of the section that it belongs to
 * @param name tells it from the others of the section
 * @param title what a reader sees
 * @param unit what its values are in
 */
public record Figure(String section, String name, String title, Unit unit) {}
