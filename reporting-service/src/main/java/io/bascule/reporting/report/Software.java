package io.bascule.reporting.report;

/** Which software measured. */
final class Software {

    /** Name and version, as the archive's manifest says; {@code development} outside of one. */
    static final String VERSION = "reporting-service " + version();

    private Software() {}

    private static String version() {
        String version = Software.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
