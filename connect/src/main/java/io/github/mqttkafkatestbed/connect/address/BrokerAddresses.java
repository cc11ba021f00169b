package io.github.mqttkafkatestbed.connect.address;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Addresses of one broker, or of the nodes of one cluster, which share its sessions.
 *
 * @param all in the order in which they are tried; at least one, none twice
 */
public record BrokerAddresses(List<BrokerAddress> all) {

    private static final String SEPARATOR = ",";

    /**
     * Parses addresses that are separated by commas.
     *
     * @throws IllegalArgumentException if one is not allowed, is there twice, or if some are encrypted and some are not; the
     *                                  message does not repeat the text
     */
    public static BrokerAddresses parse(String text) {
        List<BrokerAddress> all = Arrays.stream(text.split(SEPARATOR, -1)).map(String::strip).map(BrokerAddress::parse).toList();
        if (new LinkedHashSet<>(all).size() < all.size()) {
            throw new IllegalArgumentException("must not have an address twice");
        }
        // Whoever can block the encrypted ones would otherwise get the password in plain text.
        if (all.stream().map(address -> address.scheme().isTls()).distinct().count() > 1) {
            throw new IllegalArgumentException("must have TLS at all addresses or at none");
        }
        return new BrokerAddresses(all);
    }

    /** Whether the connections are encrypted. */
    public boolean isTls() {
        return all.get(0).scheme().isTls();
    }

    /** Whether these and others, as {@link #toString} has written them, are of the same broker: one is in both. */
    public boolean shareOneWith(String others) {
        List<String> texts = List.of(others.split(SEPARATOR));
        return all.stream().anyMatch(address -> texts.contains(address.toString()));
    }

    /** Returns the addresses with their ports, separated by commas. */
    @Override
    public String toString() {
        return all.stream().map(BrokerAddress::toString).collect(Collectors.joining(SEPARATOR));
    }
}
