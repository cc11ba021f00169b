package io.github.mqttkafkatestbed.connect.monitoring;

import java.util.Optional;

/** Version of the connector, from the jar's manifest. */
public final class ConnectorVersion {

    /** Such as {@code 0.1.0}; {@code development} outside a jar. */
    public static final String VERSION = Optional.ofNullable(ConnectorVersion.class.getPackage().getImplementationVersion())
            .orElse("development");

    private ConnectorVersion() { }
}
