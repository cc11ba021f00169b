package io.github.mqttkafkatestbed.connect.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Settings of Kafka's producer in the connector's configuration, {@code producer.override.*}. Those of the worker are
 * unknown to a connector.
 *
 * <p>Refused is what breaks a guarantee: what loses or reorders records, and what fails the task at the first hiccup of
 * Kafka. What fails it after an outage of some length loses nothing, and an operator may want it: that is only warned of.
 */
final class ProducerOverrides {

    static final String PREFIX = "producer.override.";

    /** Connect's own serializer: its converters make bytes. */
    private static final String SERIALIZER = "org.apache.kafka.common.serialization.ByteArraySerializer";

    /**
     * @param name    setting of the producer
     * @param allowed whether a value, without white space at its ends, is allowed
     * @param must    the allowed values and the reason
     */
    private record Rule(String name, Predicate<String> allowed, String must) { }

    private static final List<Rule> RULES = List.of(
            new Rule(ProducerConfig.ACKS_CONFIG, text -> text.equals("all") || text.equals("-1"),
                    "all or -1: a message is acknowledged once Kafka confirms its record, which must be safe by then"),
            new Rule(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, text -> text.equalsIgnoreCase("true"),
                    "true: retries would reorder records"),
            new Rule(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, text -> inRange(text, 1, 5),
                    "1 to 5: with more, retries reorder records"),
            new Rule(ProducerConfig.RETRIES_CONFIG, text -> inRange(text, 1, Integer.MAX_VALUE),
                    "at least 1: each change of a leader would fail the task, which Connect does not restart"),
            new Rule(ProducerConfig.TRANSACTIONAL_ID_CONFIG, text -> false,
                    "left out: Connect begins no transaction, and each record would fail"),
            new Rule(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, SERIALIZER::equals, SERIALIZER + ": Connect passes bytes"),
            new Rule(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, SERIALIZER::equals, SERIALIZER + ": Connect passes bytes"));

    private static final Rule KEEPS_KEYS = new Rule(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
            text -> text.equalsIgnoreCase("false"), "false: the records of a key would not stay in order");

    private final Map<String, String> given = new HashMap<>();
    private final Map<String, ConfigValue> values;

    /** @param settings all settings of the connector */
    ProducerOverrides(Map<String, String> settings) {
        settings.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && value != null) {
                given.put(name.substring(PREFIX.length()), value.trim());
            }
        });
        values = ProducerConfig.configDef().validate(given).stream()
                .collect(Collectors.toMap(ConfigValue::name, Function.identity()));
    }

    /**
     * Returns a value with an error for each setting that is not allowed.
     *
     * @param hasKey whether records have a key
     */
    List<ConfigValue> problems(boolean hasKey) {
        Map<String, Rule> rules = RULES.stream().collect(Collectors.toMap(Rule::name, Function.identity()));
        if (hasKey) {
            rules.put(KEEPS_KEYS.name(), KEEPS_KEYS);
        }
        List<ConfigValue> problems = new ArrayList<>();
        given.forEach((name, value) -> {
            Rule rule = rules.get(name);
            // The value is not shown: it may be a password.
            ConfigValue problem = new ConfigValue(PREFIX + name);
            if (rule != null && !rule.allowed().test(value)) {
                problem.addErrorMessage(PREFIX + name + " is " + value + " and must be " + rule.must());
            } else if (values.containsKey(name)) {
                values.get(name).errorMessages().stream().findFirst()
                        .ifPresent(error -> problem.addErrorMessage(PREFIX + name + ": " + error));
            }
            if (!problem.errorMessages().isEmpty()) {
                problems.add(problem);
            }
        });
        return problems;
    }

    /** Returns a sentence for each setting that may break a guarantee. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        warnIfBelow(warnings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE,
                "an outage of Kafka that is longer fails the task, and Connect does not restart it");
        warnIfBelow(warnings, ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE,
                "an outage of Kafka that is longer fails the task, and Connect does not restart it");
        warnIfBelow(warnings, ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE,
                "an outage of Kafka that takes more attempts fails the task, and Connect does not restart it");
        if (number(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION) > 1 && !isGiven(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG)
                && isGiven(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION)) {
            warnings.add(text(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION) + " keeps the order only with "
                    + PREFIX + ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG + "=true");
        }
        if (isGiven(ProducerConfig.PARTITIONER_CLASS_CONFIG)) {
            warnings.add(text(ProducerConfig.PARTITIONER_CLASS_CONFIG)
                    + ": the records of a key stay in order only if it puts them all into one partition");
        }
        return warnings;
    }

    /** Returns the size of the largest record that the producer takes, in bytes; its default if the setting is not valid. */
    long maxRecordBytes() {
        return Math.min(number(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), number(ProducerConfig.BUFFER_MEMORY_CONFIG));
    }

    private void warnIfBelow(List<String> warnings, String name, long unlimited, String consequence) {
        if (isGiven(name) && number(name) < unlimited) {
            warnings.add(text(name) + ": " + consequence);
        }
    }

    private boolean isGiven(String name) {
        return given.containsKey(name);
    }

    private String text(String name) {
        return PREFIX + name + "=" + given.get(name);
    }

    private long number(String name) {
        return values.get(name).value() instanceof Number number ? number.longValue()
                : ((Number) ProducerConfig.configDef().defaultValues().get(name)).longValue();
    }

    private static boolean inRange(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return least <= number && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
