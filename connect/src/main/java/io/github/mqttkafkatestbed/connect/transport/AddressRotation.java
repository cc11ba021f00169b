package io.github.mqttkafkatestbed.connect.transport;

import java.util.ArrayList;
import java.util.List;

import com.hivemq.client.mqtt.MqttClientTransportConfig;

import io.github.mqttkafkatestbed.connect.address.BrokerAddress;
import io.github.mqttkafkatestbed.connect.config.MqttSourceConfig;
import io.github.mqttkafkatestbed.connect.retry.ConnectionLoss;

/**
 * Address of the next connection. The addresses are tried in turn and at once, a round; after a round comes the back-off.
 *
 * <p>After the loss of a connection a round begins with the address of that connection: its node has the session at hand, and
 * most losses are short. A broker that refuses the client ends the round, as its other nodes would do the same. Used by one
 * thread.
 */
public final class AddressRotation {

    private final MqttSourceConfig config;
    private final List<BrokerAddress> addresses;
    private final List<String> reasons = new ArrayList<>();
    private int index;
    private boolean accepted;

    public AddressRotation(MqttSourceConfig config) {
        this.config = config;
        this.addresses = config.broker().all();
    }

    /** Returns the address of the present connection, or of the next one. */
    public BrokerAddress current() {
        return addresses.get(index);
    }

    /**
     * Returns the transport of a new connection to the current address.
     *
     * @throws InterruptedException if the thread has been interrupted while it waited for a name server
     */
    public MqttClientTransportConfig transport() throws InterruptedException {
        MqttClientTransportConfig transport = Transport.to(current(), config);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return transport;
    }

    /** Records that the broker has accepted the connection. */
    public void accepted() {
        accepted = true;
    }

    /**
     * Records the loss of a connection, or of an attempt to make one, and chooses the next address.
     *
     * @return true if that is to be tried at once, false at the end of a round
     */
    public boolean lost(ConnectionLoss loss) {
        boolean wasAccepted = accepted;
        accepted = false;
        reasons.add(current() + ": " + loss.reason());
        boolean notReached = loss.kind() == ConnectionLoss.Kind.LOST || loss.kind() == ConnectionLoss.Kind.UNREACHABLE;
        if (wasAccepted && notReached) {
            return false;
        }
        index = (index + 1) % addresses.size();
        return notReached && reasons.size() < addresses.size();
    }

    /** Ends a round, and returns its last loss with the reasons of all, if there are several addresses. */
    public ConnectionLoss endOfRound(ConnectionLoss last) {
        ConnectionLoss loss = addresses.size() == 1 ? last : new ConnectionLoss(String.join("; ", reasons), last.kind());
        reasons.clear();
        return loss;
    }
}
